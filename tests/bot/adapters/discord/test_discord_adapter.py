"""Discord, through a simulated Discord: menus, private answers, buttons, forms, posts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import discord
import pytest
import simcord
from payloads import check_discord, check_discord_message
from pydantic import SecretStr
from room import Room

from bot.adapters.discord import DiscordAdapter
from bot.adapters.discord.adapter import StudyGroupClient
from bot.settings import Settings
from commands.messenger import CannotPost, MessageRef
from commands.quiz.daily import take_due_steps
from commands.reply import reply
from commands.request import Place
from commands.text import say


@pytest.fixture
def simcord_bot(room: Room) -> StudyGroupClient:
    return StudyGroupClient(room.services)


@pytest.fixture
async def env(simcord_env: simcord.Env) -> AsyncIterator[simcord.Env]:
    """The simulated Discord; whatever was sent there in the test must be what Discord takes."""
    yield simcord_env
    for request in simcord_env.http_requests:
        if request.method == "PUT" and request.path.endswith("/commands"):
            for command in request.json or []:
                check_discord("ApplicationCommandUpdateRequest", command)
        elif request.method == "POST" and request.path.endswith("/messages"):
            check_discord_message(request.json or {})


@pytest.fixture
def channel(env: simcord.Env) -> Any:
    return env.create_guild().create_text_channel("general")


@pytest.fixture
def ana(env: simcord.Env, channel: Any) -> Any:
    return env.guild.add_member(env.create_user("ana"))


@pytest.fixture
def captain(env: simcord.Env, channel: Any) -> Any:
    role = env.guild.create_role("captains", permissions=discord.Permissions(manage_guild=True))
    return env.guild.add_member(env.create_user("cap"), roles=[role])


@pytest.fixture
def adapter(room: Room, simcord_bot: StudyGroupClient) -> DiscordAdapter:
    return DiscordAdapter(room.services, Settings(discord_token=SecretStr("token")), simcord_bot)


def text_of(shown: Any) -> str:
    """Returns what a learner reads in an answer."""
    return str(shown.response.message.embeds[0].description)


def buttons(message: Any) -> list[str]:
    return [child.custom_id for row in message.components for child in row.children]


async def test_the_menu_has_every_command_that_is_not_hidden(ana: Any, channel: Any, room: Room) -> None:
    shown = {each.typed.removeprefix("/") for each in room.services.registry if not each.hidden}
    assert set(ana.available_commands(channel)) == shown


async def test_the_menu_is_synchronised_only_when_it_changed(env: simcord.Env, room: Room) -> None:
    await env.restart_bot(StudyGroupClient(room.services))
    synchronised = [each for each in env.http_requests if each.method == "PUT" and each.path.endswith("/commands")]
    assert len(synchronised) == 1


async def test_todays_question_is_private_and_has_a_button_per_option(ana: Any, channel: Any) -> None:
    shown = await ana.slash(channel, "ship today")
    assert shown.ephemeral
    assert text_of(shown).startswith("### Question 1")
    assert all(line.startswith("answer 1 ") for line in buttons(shown.response.message))


async def test_pressing_a_button_gives_a_private_receipt(ana: Any, channel: Any) -> None:
    shown = await ana.slash(channel, "ship today")
    receipt = await ana.click(shown.response.message, custom_id="answer 1 B")
    assert receipt.ephemeral
    assert text_of(receipt).startswith("Your answer **B** is in.")


async def test_a_button_works_after_a_restart(env: simcord.Env, ana: Any, channel: Any, room: Room) -> None:
    shown = await ana.slash(channel, "ship today")
    await env.restart_bot(StudyGroupClient(room.services))
    receipt = await ana.click(shown.response.message, custom_id="answer 1 A")
    assert text_of(receipt).startswith("Your answer **A** is in.")


async def test_the_leaderboard_is_for_everybody(ana: Any, channel: Any) -> None:
    shown = await ana.slash(channel, "ship rank", period="all")
    assert not shown.ephemeral
    assert text_of(shown).startswith("### All time")


async def test_a_command_line_is_explained_and_can_be_shared(ana: Any, channel: Any) -> None:
    shown = await ana.slash(channel, "ship explain", line="docker run --rm -it alpine sh")
    assert shown.ephemeral
    shared = await ana.click(shown.response.message, custom_id="share 1")
    assert not shared.ephemeral
    assert text_of(shared).startswith("ana asked\\:")


async def test_the_message_menu_explains_the_commands_in_a_message(ana: Any, channel: Any) -> None:
    message = await ana.send(channel, "try\n```sh\ndocker ps -a\n```")
    shown = await ana.context_menu(channel, "Explain this command", message)
    assert shown.ephemeral
    assert "Lists containers" in text_of(shown)


async def test_the_sandbox_is_reached_with_one_text_option(ana: Any, channel: Any) -> None:
    shown = await ana.slash(channel, "docker", line="pull alpine")
    assert "shipmate sandbox up" in text_of(shown)


async def test_a_setting_that_cannot_be_read_is_told_privately(captain: Any, channel: Any) -> None:
    shown = await captain.slash(channel, "ship setup", time="25:00")
    assert shown.ephemeral
    assert "is not a time of day" in text_of(shown)


async def test_only_a_captain_may_set_up(ana: Any, channel: Any) -> None:
    assert "Only a captain" in text_of(await ana.slash(channel, "ship setup", time="09:00"))


async def test_zones_are_completed(captain: Any, channel: Any) -> None:
    found = await captain.autocomplete(channel, "ship setup", "zone", "london")
    assert [each["value"] for each in found] == ["Europe/London"]


async def test_the_setup_form_is_opened_filled_in_and_saved(captain: Any, channel: Any) -> None:
    panel = await captain.slash(channel, "ship setup")
    form = await captain.click(panel.response.message, custom_id="form setup")
    assert form.modal["title"] == "Daily question"
    saved = await captain.submit_modal(form, {"time": "08:30", "zone": "Europe/Berlin"})
    assert "Saved" in text_of(saved)
    assert "08\\:30" in text_of(saved)


async def test_the_daily_question_is_posted_edited_and_revealed_in_its_thread(
    captain: Any, ana: Any, channel: Any, adapter: DiscordAdapter, room: Room
) -> None:
    await captain.slash(channel, "ship setup", time="09:00", zone="Europe/London")
    room.clock.forward(hours=1)
    await take_due_steps(room.services, {"discord": adapter})
    card = channel.last_message
    assert card.embeds[0].description.startswith("### Question 1")
    await ana.click(card, custom_id=buttons(card)[0])
    room.clock.forward(hours=12)
    await take_due_steps(room.services, {"discord": adapter})
    board = channel.last_message
    assert "ana" in board.embeds[0].description


async def test_a_message_whose_posting_was_cut_off_is_found_again(
    channel: Any, adapter: DiscordAdapter, room: Room
) -> None:
    place = Place("discord", str(channel.guild.id), str(channel.id))
    posted = await adapter.post(place, reply(say("The question")), key="round-7")
    since = room.clock() - timedelta(days=400)
    assert await adapter.find(place, "round-7", since) == posted
    assert await adapter.find(place, "round-8", since) is None


async def test_a_reveal_goes_into_the_thread_of_its_card_and_is_found_there(
    channel: Any, adapter: DiscordAdapter, room: Room
) -> None:
    place = Place("discord", str(channel.guild.id), str(channel.id))
    card = await adapter.post(place, reply(say("The question")), key="round-7")
    reveal = await adapter.post(place, reply(say("The answer")), key="reveal-7", under=card)
    assert reveal.place.channel == card.message
    since = room.clock() - timedelta(days=400)
    assert await adapter.find(place, "reveal-7", since, card) == reveal


async def test_a_channel_that_is_gone_is_told_with_its_remedy(adapter: DiscordAdapter, channel: Any) -> None:
    gone = Place("discord", "1", "123456789")
    with pytest.raises(CannotPost, match="run /ship setup in another one"):
        await adapter.post(gone, reply(say("x")), key="round-1")
    with pytest.raises(CannotPost):
        await adapter.edit(MessageRef(gone, "1"), reply(say("x")))
