"""The adapter on a connection of its own: in time, with progress, past a token's life, through a lost connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Annotated, Any

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord_server import Answered, Served, served
from discord_shapes import COMMAND, GUILD, SUGGEST, Body, subcommand, text_of
from loopback import wait_for
from room import Room
from sqlalchemy import text

from bot.adapters.discord import DiscordAdapter
from bot.settings import Settings, SettingsError
from commands.registry import Option, Registry, command
from commands.reply import Progress, Reply, reply
from commands.request import Audience, Place, Request
from commands.services import Services
from commands.store import groups, keeping
from commands.text import say

DEFERRED = 5


@command("count", "Counts up to a number", audience=Audience.EVERYONE)
async def count(
    request: Request, services: Services, *, to: Annotated[int, Option("The number")]
) -> AsyncIterator[Reply]:
    for number in range(1, to + 1):
        yield reply(Progress("counting", number, to))
        await asyncio.sleep(0.1)
    yield reply(say("Counted to {to}.", to=to))


@command("late", "Answers everybody after a while", audience=Audience.EVERYONE)
async def late(request: Request, services: Services) -> AsyncIterator[Reply]:
    await asyncio.sleep(1.5)
    yield reply(say("half"))
    await asyncio.sleep(0.1)
    yield reply(say("done"))


@command("whisper", "Answers one after a while", audience=Audience.ONLY_YOU)
async def whisper(request: Request, services: Services) -> Reply:
    await asyncio.sleep(1.5)
    return reply(say("psst"))


async def _never(request: Request, services: Services, typed: str) -> list[str]:
    await asyncio.Event().wait()
    return []


@command("dawdle", "Suggests too slowly", audience=Audience.ONLY_YOU)
async def dawdle(
    request: Request, services: Services, *, what: Annotated[str, Option("What", complete=_never)]
) -> Reply:
    return reply(say("{what}", what=what))


@pytest.fixture
def discord(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    with served() as server:
        yield server


def settings(discord: Served, **changed: Any) -> Settings:
    given = {name.removeprefix("SHIPMATE_").lower(): value for name, value in discord.settings.items()}
    return Settings(**{**given, **changed})


@pytest.fixture
async def bot(discord: Served, room: Room) -> AsyncIterator[asyncio.Task[None]]:
    """The adapter at work, with commands that take their time."""
    registry = Registry([*room.services.registry, count, late, whisper, dawdle])
    running = DiscordAdapter(replace(room.services, registry=registry), settings(discord))
    task = asyncio.create_task(running.run())
    await asyncio.to_thread(discord.connected)
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def ask(discord: Served, data: Body, finished: str, kind: int = COMMAND, **who: Any) -> Answered:
    """Does something as a learner, and waits until the answer says what is waited for."""
    answered = await asyncio.to_thread(discord.interact, kind, data, **who)
    await asyncio.to_thread(wait_for, lambda: answered.versions and finished in text_of(answered.versions[-1]))
    return answered


async def test_an_answer_that_comes_soon_is_given_at_once(bot: asyncio.Task[None], discord: Served) -> None:
    answered = await ask(discord, subcommand("today"), "Question 1")
    assert answered.acknowledged != DEFERRED
    assert answered.private
    assert len(answered.versions) == 1


async def test_a_later_one_is_deferred_to_those_it_is_for(bot: asyncio.Task[None], discord: Served) -> None:
    public, private = await asyncio.gather(
        ask(discord, subcommand("late"), "done"), ask(discord, subcommand("whisper"), "psst")
    )
    assert (public.acknowledged, public.private) == (DEFERRED, False)
    assert (private.acknowledged, private.private) == (DEFERRED, True)


async def test_progress_is_shown_in_steps_and_the_last_version_always(bot: asyncio.Task[None], discord: Served) -> None:
    answered = await ask(discord, subcommand("count", to="40"), "Counted to 40.")
    shown = [text_of(version) for version in answered.versions]
    assert shown[0] == "`░░░░░░░░░░░░░░░░` 2 % counting"
    assert 4 <= len(shown) <= 6
    assert all(later - earlier >= 1.15 for earlier, later in pairwise(answered.times[:-1]))


async def test_a_public_answer_past_the_tokens_life_goes_to_the_channel(
    bot: asyncio.Task[None], discord: Served
) -> None:
    age = timedelta(minutes=16)
    await asyncio.to_thread(discord.interact, COMMAND, subcommand("late"), age=age)
    await asyncio.to_thread(wait_for, lambda: [text_of(each) for each in discord.discord.messages] == ["done"])
    assert discord.discord.messages[0]["edits"] == 1


async def test_a_token_that_ends_between_two_versions_is_noticed(bot: asyncio.Task[None], discord: Served) -> None:
    age = timedelta(minutes=14, seconds=57)
    await asyncio.to_thread(discord.interact, COMMAND, subcommand("count", to="50"), age=age)
    await asyncio.to_thread(
        wait_for, lambda: [text_of(each) for each in discord.discord.messages] == ["Counted to 50."]
    )


async def test_a_private_answer_past_the_tokens_life_is_shown_to_nobody(
    bot: asyncio.Task[None], discord: Served
) -> None:
    hushed = await asyncio.to_thread(discord.interact, COMMAND, subcommand("whisper"), age=timedelta(minutes=16))
    await asyncio.to_thread(wait_for, lambda: hushed.acknowledged == DEFERRED)
    await ask(discord, subcommand("late"), "done")
    assert hushed.versions == []
    assert discord.discord.messages == []


async def test_suggestions_that_take_too_long_are_none(bot: asyncio.Task[None], discord: Served) -> None:
    typed = {"type": 3, "name": "what", "value": "a", "focused": True}
    data = subcommand("dawdle")
    data["options"][0]["options"] = [typed]
    asked = await asyncio.to_thread(discord.interact, SUGGEST, data)
    await asyncio.to_thread(wait_for, lambda: asked.acknowledged is not None)
    assert asked.suggestions == []


async def test_after_a_lost_connection_the_bot_serves_on(bot: asyncio.Task[None], discord: Served) -> None:
    await asyncio.to_thread(discord.call, discord.discord.hang_up())
    await asyncio.to_thread(wait_for, lambda: discord.discord.resumed + discord.discord.identified == 2)
    again = await ask(discord, subcommand("today"), "Question 1")
    assert again.private


async def test_an_answer_under_way_is_finished_before_the_bot_leaves(bot: asyncio.Task[None], discord: Served) -> None:
    asked = await asyncio.to_thread(discord.interact, COMMAND, subcommand("late"))
    await asyncio.to_thread(wait_for, lambda: asked.acknowledged == DEFERRED)
    bot.cancel()
    await asyncio.gather(bot, return_exceptions=True)
    assert text_of(asked.versions[-1]) == "done"


async def test_a_token_that_discord_does_not_know_is_told_of(discord: Served, room: Room) -> None:
    with pytest.raises(SettingsError, match="SHIPMATE_DISCORD_TOKEN"):
        await DiscordAdapter(room.services, settings(discord, discord_token="wrong")).run()


async def _becomes(room: Room, *, left: bool) -> None:
    """Waits until the one group there is counts as left, or not."""
    async with asyncio.timeout(60):
        while True:
            async with room.services.store.begin() as transaction:
                if await transaction.scalar(text("SELECT count(*) FROM groups WHERE left_at IS NOT NULL")) == int(left):
                    return
            await asyncio.sleep(0.05)


async def test_a_server_that_takes_the_bot_out_is_noted_until_it_asks_it_in_again(discord: Served, room: Room) -> None:
    running = DiscordAdapter(room.services, settings(discord))
    task = asyncio.create_task(running.run())
    await asyncio.to_thread(discord.connected)
    await running.client.wait_until_ready()
    await ask(discord, subcommand("today"), "Question 1")
    await asyncio.to_thread(discord.call, discord.discord.take_out())
    await _becomes(room, left=True)
    await asyncio.to_thread(discord.call, discord.discord.ask_in())
    await _becomes(room, left=False)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _left_spaces(room: Room) -> set[str]:
    """Returns the spaces that the bot counts as taken out of."""
    async with room.services.store.begin() as transaction:
        return {space for space, left in (await keeping.spaces_of(transaction, "discord")).items() if left}


async def test_what_happened_while_the_bot_was_away_is_made_up_for_at_its_start(discord: Served, room: Room) -> None:
    gone, private = "101", "dm-7"
    async with room.services.store.begin() as transaction:
        for space in (GUILD, gone, private):
            await groups.of_place(transaction, Place("discord", space, "1"), room.clock())
        await keeping.leave(transaction, "discord", GUILD, room.clock())
    running = DiscordAdapter(room.services, settings(discord))
    task = asyncio.create_task(running.run())
    async with asyncio.timeout(10):
        while await _left_spaces(room) != {gone}:
            await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
