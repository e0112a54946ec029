"""Speaking with the bot through a simulated Discord: commands, private answers, buttons, forms, progress."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
import pytest
import simcord
from discord_shapes import buttons, text_of
from room import Room

from bot.adapters.discord.adapter import StudyGroupClient
from commands.attachment import LARGEST
from commands.registry import Registry, command
from commands.reply import Choice, Choices, Form, Reply, reply
from commands.request import Audience, Request
from commands.services import Services


@command("offer", "Shows everybody the setup form", audience=Audience.EVERYONE)
async def offer(request: Request, services: Services) -> Reply:
    return reply(Form("setup", "Daily question", "Change", ()))


@command("misfit", "Has a button that no platform takes", audience=Audience.ONLY_YOU)
async def misfit(request: Request, services: Services) -> Reply:
    return reply(Choices((Choice("A", "x" * 200),)))


def client_with(room: Room, *commands: Any) -> StudyGroupClient:
    """Returns a client whose registry has these commands besides the usual ones."""
    registry = Registry([*room.services.registry, *commands])
    return StudyGroupClient(replace(room.services, registry=registry))


def shown(result: Any) -> str:
    """Returns what a learner reads in an answer."""
    return text_of({"components": result.response.components})


def lines(result: Any) -> list[str]:
    return buttons({"components": result.response.components})


# ── commands ────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_menu_offers_every_command_that_is_not_hidden(ana: Any, channel: Any, room: Room) -> None:
    offered = {each.typed.removeprefix("/") for each in room.services.registry if not each.hidden}
    assert set(ana.available_commands(channel)) == offered


async def test_the_menu_is_synchronised_only_when_it_changed(env: simcord.Env, room: Room) -> None:
    await env.restart_bot(StudyGroupClient(room.services))
    assert len([each for each in env.http_requests if each.method == "PUT"]) == 1
    await env.restart_bot(client_with(room, misfit))
    assert len([each for each in env.http_requests if each.method == "PUT"]) == 2


async def test_the_old_menu_serves_where_synchronising_fails(env: simcord.Env, room: Room, channel: Any) -> None:
    env.inject_error("PUT", "/applications/*/commands", status=403)
    await env.restart_bot(client_with(room, misfit))
    ana = env.guild.add_member(env.create_user("ana"))
    assert "Question 1" in shown(await ana.slash(channel, "ship today"))


async def test_todays_question_is_private_and_has_a_button_per_option(ana: Any, channel: Any) -> None:
    card = await ana.slash(channel, "ship today")
    assert card.ephemeral
    assert shown(card).startswith("### Question 1")
    assert [line[:9] for line in lines(card)] == ["answer 1 "] * len(lines(card))


async def test_the_leaderboard_with_the_own_place_is_seen_by_nobody_else(ana: Any, channel: Any) -> None:
    board = await ana.slash(channel, "ship rank", period="all")
    assert board.ephemeral
    assert shown(board).startswith("### All time")


async def test_the_sandbox_is_reached_with_one_text_option(ana: Any, channel: Any) -> None:
    assert "shipmate sandbox up" in shown(await ana.slash(channel, "docker", line="pull alpine"))


async def test_an_option_that_cannot_be_read_is_told_privately(captain: Any, channel: Any) -> None:
    told = await captain.slash(channel, "ship setup", time="25:00")
    assert told.ephemeral
    assert "is not a time of day" in shown(told)


async def test_only_who_may_manage_the_server_is_a_captain(ana: Any, captain: Any, channel: Any) -> None:
    assert "Only a captain" in shown(await ana.slash(channel, "ship setup", time="09:00"))
    assert "Saved" in shown(await captain.slash(channel, "ship setup", time="09:00"))


async def test_in_a_direct_message_everybody_is_their_own_captain(env: simcord.Env) -> None:
    saved = await env.create_user("ben").slash("ship setup", time="09:00", zone="Europe/London")
    assert "Saved" in shown(saved)


async def test_zones_are_suggested(captain: Any, channel: Any) -> None:
    found = await captain.autocomplete(channel, "ship setup", "zone", "london")
    assert found == [{"name": "Europe/London", "value": "Europe/London"}]


async def test_nothing_is_suggested_to_who_may_not_use_the_command(ana: Any, channel: Any) -> None:
    assert await ana.autocomplete(channel, "ship setup", "zone", "london") == []


# ── buttons and forms ───────────────────────────────────────────────────────────────────────────────────


async def test_pressing_a_button_gives_a_private_receipt(ana: Any, channel: Any) -> None:
    card = await ana.slash(channel, "ship today")
    receipt = await ana.click(card.response.message, custom_id="answer 1 B")
    assert receipt.ephemeral
    assert shown(receipt).startswith("Your answer **B** is in.")


async def test_a_button_works_after_a_restart(env: simcord.Env, ana: Any, channel: Any, room: Room) -> None:
    card = await ana.slash(channel, "ship today")
    await env.restart_bot(StudyGroupClient(room.services))
    receipt = await ana.click(card.response.message, custom_id="answer 1 A")
    assert shown(receipt).startswith("Your answer **A** is in.")


async def test_nothing_is_remembered_of_the_buttons_that_were_shown(
    ana: Any, channel: Any, simcord_bot: StudyGroupClient
) -> None:
    await ana.slash(channel, "ship today")
    assert list(simcord_bot.persistent_views) == []
    assert not simcord_bot._connection._view_store._views


async def test_an_explanation_is_private_until_it_is_shared(ana: Any, channel: Any) -> None:
    explained = await ana.slash(channel, "ship explain", line="docker run --rm -it alpine sh")
    assert explained.ephemeral
    shared = await ana.click(explained.response.message, custom_id="share 1")
    assert not shared.ephemeral
    assert shown(shared).startswith("ana asked\\:")


async def test_the_setup_form_opens_filled_in_and_is_saved(captain: Any, channel: Any) -> None:
    panel = await captain.slash(channel, "ship setup")
    form = await captain.click(panel.response.message, custom_id="form setup")
    assert form.modal["title"] == "Daily question"
    time = form.modal["components"][0]
    assert (time["label"], time["description"], time["component"]["value"]) == ("Time of day", "09:00", "09:00")
    saved = await captain.submit_modal(form, {"time": "08:30", "zone": "Europe/Berlin"})
    assert saved.ephemeral
    assert "08\\:30" in shown(saved)


async def test_a_form_with_a_fault_is_answered_privately(captain: Any, channel: Any) -> None:
    panel = await captain.slash(channel, "ship setup")
    form = await captain.click(panel.response.message, custom_id="form setup")
    told = await captain.submit_modal(form, {"zone": "Atlantis"})
    assert told.ephemeral
    assert "is not a time zone" in shown(told)


async def test_a_form_that_is_not_for_the_learner_says_why(
    env: simcord.Env, captain: Any, ana: Any, channel: Any, room: Room
) -> None:
    await env.restart_bot(client_with(room, offer))
    offered = await captain.slash(channel, "ship offer")
    told = await ana.click(offered.response.message, custom_id="form setup")
    assert told.ephemeral
    assert "Only a captain" in shown(told)


# ── the message menu ────────────────────────────────────────────────────────────────────────────────────


async def test_the_message_menu_explains_the_commands_in_a_message(ana: Any, channel: Any) -> None:
    message = await ana.send(channel, "try\n```sh\n$ docker ps -a\n```\nor else")
    explained = await ana.context_menu(channel, "Explain this command", message)
    assert explained.ephemeral
    assert "Lists containers" in shown(explained)
    assert "try" not in shown(explained)


async def test_a_message_without_a_command_is_told_so_privately(ana: Any, channel: Any) -> None:
    message = await ana.send(channel, "good morning @everyone")
    told = await ana.context_menu(channel, "Explain this command", message)
    assert told.ephemeral
    assert shown(told).startswith("I see no docker command in that")


# ── attached files ──────────────────────────────────────────────────────────────────────────────────────

DOCKERFILE = b"FROM alpine:3.20\nRUN apk add curl\nRUN apk add git\n"
SUMMARY = "The image adds 2 layers to `alpine:3.20`"


async def test_an_attached_dockerfile_is_explained_privately_with_more_and_share(ana: Any, channel: Any) -> None:
    explained = await ana.slash(channel, "ship dockerfile", file=("Dockerfile", DOCKERFILE))
    assert explained.ephemeral
    assert shown(explained).startswith(SUMMARY)
    assert lines(explained) == ["more 1", "share 1"]
    whole = await ana.click(explained.response.message, custom_id="more 1")
    assert whole.ephemeral
    assert "The finished image" in shown(whole)
    shared = await ana.click(explained.response.message, custom_id="share 1")
    assert not shared.ephemeral


async def test_a_file_is_acknowledged_before_it_is_fetched(ana: Any, channel: Any, env: simcord.Env) -> None:
    await ana.slash(channel, "ship dockerfile", file=("Dockerfile", DOCKERFILE))
    (acknowledged,) = [each.json for each in env.http_requests if each.path.endswith("/callback")]
    assert acknowledged is not None
    assert (acknowledged["type"], acknowledged["data"]["flags"]) == (5, 64)


async def test_a_file_that_is_too_large_is_not_fetched(ana: Any, channel: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unasked(self: discord.Attachment) -> bytes:
        raise AssertionError("fetched")

    monkeypatch.setattr(discord.Attachment, "read", unasked)
    told = await ana.slash(channel, "ship dockerfile", file=("Dockerfile", b"x" * (LARGEST + 1)))
    assert told.ephemeral
    assert shown(told) == "`Dockerfile` is too large\\: a file may have 64 KiB here."


async def test_a_file_that_is_gone_is_said_to_be(
    ana: Any, channel: Any, env: simcord.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(env.backend.cdn, "get", lambda url: None)
    told = await ana.slash(channel, "ship dockerfile", file=("Dockerfile", DOCKERFILE))
    assert shown(told) == "Discord did not hand `Dockerfile` over\\: attach it again."


async def test_the_form_takes_a_paste_or_a_file(ana: Any, channel: Any) -> None:
    panel = await ana.slash(channel, "ship dockerfile")
    for values in ({"file": ("Dockerfile", DOCKERFILE)}, {"text": DOCKERFILE.decode()}):
        form = await ana.click(panel.response.message, custom_id="form dockerfile")
        explained = await ana.submit_modal(form, values)
        assert explained.ephemeral
        assert shown(explained).startswith(SUMMARY)


async def test_the_message_menu_explains_an_attached_dockerfile(ana: Any, channel: Any) -> None:
    files = [("notes.txt", b"hello"), ("web.Dockerfile", DOCKERFILE)]
    message = await ana.send(channel, "`docker build .` fails", attachments=files)
    explained = await ana.context_menu(channel, "Explain this command", message)
    assert explained.ephemeral
    assert shown(explained).startswith(SUMMARY)


# ── trouble ────────────────────────────────────────────────────────────────────────────────


async def test_a_fault_of_ours_is_apologised_for_and_the_next_command_served(
    env: simcord.Env, ana: Any, channel: Any, room: Room
) -> None:
    await env.restart_bot(client_with(room, misfit))
    broken = await ana.slash(channel, "ship misfit")
    assert broken.ephemeral
    assert shown(broken).startswith("Something broke on our side.")
    assert "Question 1" in shown(await ana.slash(channel, "ship today"))


@pytest.mark.parametrize("line", ["", "x" * 4000, "@everyone <@1>", "```", "\x1b[31m\x00\u202e", "pull UPPER:::"])
async def test_bad_input_gets_one_helpful_answer(ana: Any, channel: Any, line: str) -> None:
    if line:
        assert shown(await ana.slash(channel, "docker", line=line))
    assert "Question 1" in shown(await ana.slash(channel, "ship today"))
