"""What the bot posts unasked: daily questions, reveals in their threads, the leaderboard."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import discord
import pytest
import simcord
from discord_shapes import buttons, text_of
from pydantic import SecretStr
from room import Room

from bot.adapters.discord import DiscordAdapter
from bot.adapters.discord.adapter import StudyGroupClient
from bot.adapters.discord.render import mark
from bot.settings import Settings
from commands.due import take_due_steps
from commands.messenger import CannotPost, MessageRef
from commands.reply import Choice, Choices, reply
from commands.request import Place
from commands.text import say

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
QUESTION = reply(say("The question"), Choices((Choice("A", "answer 7 A"),)))
ANSWER = reply(say("The answer"))


@pytest.fixture
def adapter(env: simcord.Env, room: Room, simcord_bot: StudyGroupClient) -> DiscordAdapter:
    return DiscordAdapter(room.services, Settings(discord_token=SecretStr("token")), simcord_bot)


@pytest.fixture
def place(channel: Any) -> Place:
    return Place("discord", str(channel.guild.id), str(channel.id))


def without(env: simcord.Env, permission: str) -> tuple[Any, Place]:
    """Returns a channel in which the bot lacks a permission, and its place."""
    denied = discord.PermissionOverwrite(**{permission: False})
    assert env.guild.me is not None
    channel = env.guild.create_text_channel("quiet", overwrites={env.guild.me: denied})
    return channel, Place("discord", str(env.guild.id), str(channel.id))


def posted_bodies(env: simcord.Env) -> list[dict[str, Any]]:
    return [each.json or {} for each in env.http_requests if each.path.endswith("/messages")]


def messages(channel: Any) -> list[str]:
    return [text_of({"components": [each.to_dict() for each in shown.components]}) for shown in channel.history()]


async def test_a_post_carries_its_key_where_nobody_sees_it(
    adapter: DiscordAdapter, place: Place, channel: Any, env: simcord.Env
) -> None:
    posted = await adapter.post(place, QUESTION, key="round-7")
    assert posted == MessageRef(place, str(channel.last_message.id))
    (sent,) = posted_bodies(env)
    assert len(sent["nonce"]) == 25
    assert sent["enforce_nonce"] is True
    assert channel.last_message.components[0].id == mark("round-7")
    assert messages(channel) == ["The question"]


async def test_the_same_key_gives_the_same_nonce_in_a_channel(
    adapter: DiscordAdapter, place: Place, env: simcord.Env
) -> None:
    for key in ("round-7", "round-7", "round-8"):
        await adapter.post(place, QUESTION, key=key)
    first, again, other = (sent["nonce"] for sent in posted_bodies(env))
    assert first == again != other


async def test_a_message_whose_posting_was_cut_off_is_found_again(
    adapter: DiscordAdapter, place: Place, env: simcord.Env, ana: Any, channel: Any, room: Room
) -> None:
    posted = await adapter.post(place, QUESTION, key="round-7")
    await ana.send(channel, "an answer")
    await env.restart_bot(client := StudyGroupClient(room.services))
    again = DiscordAdapter(room.services, Settings(discord_token=SecretStr("token")), client)
    assert await again.find(place, "round-7", LONG_AGO) == posted
    assert await again.find(place, "round-8", LONG_AGO) is None
    assert await again.find(place, "round-7", datetime(2100, 1, 1, tzinfo=UTC)) is None


async def test_a_reveal_goes_into_the_thread_of_its_card_and_is_found_there(
    adapter: DiscordAdapter, place: Place
) -> None:
    card = await adapter.post(place, QUESTION, key="round-7")
    assert await adapter.find(place, "reveal-7", LONG_AGO, card) is None
    reveal = await adapter.post(place, ANSWER, key="reveal-7", under=card)
    assert reveal.place.channel == card.message
    assert await adapter.find(place, "reveal-7", LONG_AGO, card) == reveal
    more = await adapter.post(place, ANSWER, key="more-7", under=card)
    assert more.place == reveal.place


@pytest.mark.parametrize("permission", ["create_public_threads", "send_messages_in_threads"])
async def test_where_no_thread_may_be_used_the_reveal_answers_the_card(
    adapter: DiscordAdapter, channel: Any, env: simcord.Env, permission: str
) -> None:
    channel, place = without(env, permission)
    card = await adapter.post(place, QUESTION, key="round-7")
    reveal = await adapter.post(place, ANSWER, key="reveal-7", under=card)
    assert reveal.place == place
    assert str(channel.last_message.reference.message_id) == card.message
    assert await adapter.find(place, "reveal-7", LONG_AGO, card) == reveal


async def test_the_reveal_of_a_card_that_is_gone_comes_to_the_channel(
    adapter: DiscordAdapter, place: Place, channel: Any
) -> None:
    card = await adapter.post(place, QUESTION, key="round-7")
    await channel.last_message.delete()
    reveal = await adapter.post(place, ANSWER, key="reveal-7", under=card)
    assert reveal.place == place


async def test_one_person_is_told_in_a_direct_message(
    adapter: DiscordAdapter, place: Place, captain: Any, channel: Any
) -> None:
    await adapter.tell(place, str(captain.id), ANSWER, key="trouble-1")
    assert messages(captain.user.dm_channel) == ["The answer"]
    assert messages(channel) == []


async def test_who_takes_no_direct_messages_is_told_of(
    adapter: DiscordAdapter, place: Place, captain: Any, env: simcord.Env
) -> None:
    env.inject_error("POST", "/channels/*/messages", status=403, code=50007)
    with pytest.raises(CannotPost, match="takes no direct messages"):
        await adapter.tell(place, str(captain.id), ANSWER, key="trouble-1")


async def test_an_edit_takes_the_buttons_away(adapter: DiscordAdapter, place: Place, channel: Any) -> None:
    card = await adapter.post(place, QUESTION, key="round-7")
    await adapter.edit(card, reply(say("Closed.")))
    assert messages(channel) == ["Closed."]
    assert buttons({"components": [each.to_dict() for each in channel.last_message.components]}) == []


@pytest.mark.parametrize(
    ("permission", "named"),
    [("send_messages", "Send Messages"), ("view_channel", "View Channel"), ("create_public_threads", None)],
)
async def test_the_permission_that_is_missing_is_named(
    adapter: DiscordAdapter, channel: Any, env: simcord.Env, permission: str, named: str | None
) -> None:
    _, place = without(env, permission)
    if named is None:
        await adapter.post(place, QUESTION, key="round-7")
        return
    with pytest.raises(CannotPost, match=f"^The bot may not write there: give it {named}.* in the channel.$"):
        await adapter.post(place, QUESTION, key="round-7")


async def test_a_channel_that_is_gone_is_told_with_its_remedy(adapter: DiscordAdapter) -> None:
    gone = Place("discord", "1", "123456789")
    for attempt in (
        adapter.post(gone, QUESTION, key="round-7"),
        adapter.edit(MessageRef(gone, "1"), ANSWER),
    ):
        with pytest.raises(CannotPost, match="type /ship setup here:yes in another one"):
            await attempt


async def test_a_message_that_is_gone_is_told(adapter: DiscordAdapter, place: Place, channel: Any) -> None:
    card = await adapter.post(place, QUESTION, key="round-7")
    await channel.last_message.delete()
    with pytest.raises(CannotPost, match="The message is gone"):
        await adapter.edit(card, ANSWER)


async def test_trouble_at_discord_is_no_fault_of_the_captain(
    adapter: DiscordAdapter, place: Place, env: simcord.Env
) -> None:
    env.inject_error("POST", "/channels/*/messages", status=503)
    with pytest.raises(CannotPost, match="too busy") as trouble:
        await adapter.post(place, QUESTION, key="round-7")
    assert trouble.value.passing


async def test_a_client_that_is_not_connected_cannot_post(room: Room, place: Place) -> None:
    adapter = DiscordAdapter(room.services, Settings(discord_token=SecretStr("token")))
    with pytest.raises(CannotPost, match="not connected"):
        await adapter.post(place, QUESTION, key="round-7")


async def test_a_daily_question_is_posted_answered_closed_and_revealed(
    captain: Any, ana: Any, channel: Any, adapter: DiscordAdapter, room: Room
) -> None:
    await captain.slash(channel, "ship setup", time="09:00", zone="Europe/London")
    room.clock.forward(hours=1)
    await take_due_steps(room.services, {"discord": adapter})
    card = channel.last_message
    await ana.click(card, custom_id="answer 1 A")
    room.clock.forward(hours=12)
    await take_due_steps(room.services, {"discord": adapter})
    closed, *_, board = messages(channel)
    assert "Closed." in closed
    assert "ana" in board
    (thread,) = channel.threads
    assert messages(thread)[-1].startswith("### Answer to question 1")
