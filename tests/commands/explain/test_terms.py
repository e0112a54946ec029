"""`/ship explain TERM`: a word of the trade, and what is said to a word that is none."""

from __future__ import annotations

import pytest
from room import Room, buttons

from commands import core
from commands.reply import Outcome
from content.glossary import load_glossary


async def test_a_term_is_told_with_its_names_source_and_neighbours(room: Room) -> None:
    told = await room.say("/ship explain digest")
    assert told.startswith("digest\n\nA hash of content")
    assert "Also called: content digest, image digest, sha256" in told
    assert "Source: https://" in told
    assert "[image ID] explain image ID" in told


async def test_every_link_of_every_term_leads_to_that_term(room: Room) -> None:
    for name in {name for term in load_glossary().terms for name in term.see}:
        assert (await room.say(f"explain {name}")).startswith(f"{name}\n\n"), name


async def test_a_term_can_be_shared(room: Room) -> None:
    share = buttons(await room.ask("/ship explain layer"))[-1]
    assert share.label == "Share"
    assert (await room.say(share.line)).startswith("Ana asked:\n\nlayer\n\n")


@pytest.mark.parametrize("line", ["docker volume", "docker ps", "docker image prune -a"])
async def test_a_docker_command_stays_a_command(room: Room, line: str) -> None:
    assert (await room.say(f"/ship explain {line}")).startswith(line)


@pytest.mark.parametrize("line", ["docker", "docker daemon", "Docker Hub"])
async def test_what_docker_has_no_command_for_may_be_a_term(room: Room, line: str) -> None:
    assert (await room.say(f"/ship explain {line}")).lower().startswith(f"{line}\n\n".lower())


async def test_a_word_that_is_term_and_command_gives_the_term_with_a_button_to_the_command(room: Room) -> None:
    told = await room.ask("/ship explain pull")
    assert [each.line for each in buttons(told) if each.label == "docker pull"] == ["explain docker pull"]
    assert (await room.say("/ship explain pull")).startswith("pull\n\nTo fetch an image")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("digset", "digest"), ("id", "image ID"), ("ps -a", "docker ps -a"), ("namspaces", "namespace")],
)
async def test_a_word_that_is_none_is_answered_with_what_may_be_meant(room: Room, typed: str, meant: str) -> None:
    told = await room.ask(f"/ship explain {typed}")
    assert told.outcome is Outcome.NOT_FOUND
    assert meant in [each.label for each in buttons(told)]


async def test_where_nothing_is_near_the_answer_says_what_to_type(room: Room) -> None:
    told = await room.ask("/ship explain what did we eat yesterday evening, all of us together?")
    assert told.outcome is Outcome.NOT_FOUND
    assert buttons(told) == []


async def test_terms_are_suggested_while_typing(room: Room) -> None:
    assert (await core.suggest("explain", "line", "dig", room.asker(), room.services))[0] == "digest"
    assert await core.suggest("explain", "line", "docker run -", room.asker(), room.services) == []
