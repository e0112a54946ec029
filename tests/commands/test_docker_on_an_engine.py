"""`/docker` on a real engine with a real registry."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from databases import sqlite_url
from engine.local import LocalEngine
from room import Room, buttons, open_room

from commands.plain import plain
from commands.reply import Outcome, Picture, Progress, Table


@pytest.fixture
async def room(engine: LocalEngine, tmp_path: Path) -> AsyncIterator[Room]:
    """A study group whose sandbox is the real engine of the tests."""
    async with open_room(sqlite_url(tmp_path), hosts=(engine.address,), mirror=engine.mirror) as opened:
        yield opened


def table(reply: object) -> list[tuple[str, ...]]:
    (found,) = [part for part in getattr(reply, "parts", ()) if isinstance(part, Table)]
    return list(found.rows)


async def test_a_pull_shows_progress_per_layer_and_ends_with_what_was_pulled(room: Room) -> None:
    versions = await room.versions("/docker pull node:20")
    bars = [[part for part in version.parts if isinstance(part, Progress)] for version in versions[:-1]]
    assert any(len(each) > 1 for each in bars)
    last = plain(versions[-1])
    assert last.startswith("Pulled node:20.\n\nRan: docker pull node:20\nDigest: sha256:")
    assert versions[-1].outcome is Outcome.OK


async def test_history_lists_the_steps_newest_first_in_dockers_columns(room: Room) -> None:
    await room.ask("/docker pull alpine:latest")
    answered = await room.ask("/docker history alpine:latest")
    (found,) = [part for part in answered.parts if isinstance(part, Table)]
    assert found.header == ("IMAGE", "CREATED", "CREATED BY", "SIZE", "COMMENT")
    assert [row[0] for row in found.rows[1:]] == ["<missing>"] * 4
    assert len(found.rows[0][0]) == 12
    assert found.rows[1][2:] == ("COPY motd /etc/motd # buildkit", "640B", "buildkit.dockerfile.v0")
    assert found.rows[4][2] == "/bin/sh -c #(nop) ADD file:37a76ec18f9887751…"


async def test_history_is_a_lesson_below_its_table(room: Room) -> None:
    await room.ask("/docker pull alpine:latest")
    answered = await room.ask("/docker history alpine:latest")
    (picture,) = [part for part in answered.parts if isinstance(part, Picture)]
    assert picture.alt.startswith("The layers of alpine:latest: 1.98MB unpacked, newest first. 3 COPY motd /etc/motd: ")
    told = plain(answered)
    for words in (
        "Total: 1.98MB unpacked, 3 layers",
        "the image as engines know it",
        "the image as its registry hands it out",
        "▣ 3 COPY: Copies motd from the build's folder into the image at /etc/motd. Adds 640B, under 1 % of the image.",
        "· CMD: Starts /bin/sh when a container is run, unless docker run gives another command. Settings only: no layer.",
        "Rows of 0B changed only the image's settings: they add no layer.",
        "<missing> is normal",
    ):
        assert words in told
    assert [choice.line for choice in buttons(answered)] == ["layers alpine:latest"]


async def test_a_long_history_is_short_at_first_and_explained_by_its_button(room: Room) -> None:
    answered = await room.ask("/docker history python:3.11")
    assert "▣" not in plain(answered)
    (more,) = buttons(answered)
    told = await room.say(more.line, user="ben")  # anybody may press it
    assert "▣ 4 RUN: Runs ln -s python3 /usr/local/bin/python and keeps what it leaves on the disk." in told
    assert "Built with: docker's classic builder" in told


async def test_history_says_which_of_the_groups_images_lie_on_the_same_layers(room: Room) -> None:
    await room.ask("/docker pull alpine:latest")
    told = await room.say("/docker history python:3.11")
    assert "1 layer of it (1.09MB, 24 %) are on the host with alpine:latest: a pull fetches the rest." in told
    await room.ask("/docker pull python:3.11")
    told = await room.say("/docker history python:3.11")
    assert "1 layer of it (1.98MB, 37 %) lie on the host once for this image and alpine:latest." in told
    assert "alpine" not in await room.elsewhere("guild-2").say("/docker history python:3.11")


async def test_history_prints_ids_alone_whole_rows_or_plain_figures_where_docker_would(room: Room) -> None:
    ids = await room.say("/docker history -q alpine")
    assert ids.splitlines()[1:] == ["<missing>"] * 4
    whole = table(await room.ask("/docker history --no-trunc alpine"))
    assert len(whole[0][0]) == len("sha256:") + 64
    assert whole[4][2].endswith(" in / ".strip())
    plainly = table(await room.ask("/docker history --human=false alpine"))
    assert plainly[0][1] == "2024-01-27T00:30:56Z"
    formatted = await room.say("/docker history --format '{{.Size}} {{.CreatedBy}}' alpine")
    assert formatted.splitlines()[1] == "162B COPY motd /etc/motd # buildkit"
    assert plainly[4][3].isdecimal()


async def test_history_of_an_image_that_was_not_pulled_is_read_from_the_registry_and_says_so(room: Room) -> None:
    told = await room.say("/docker history busybox")
    assert "Read from the registry without pulling." in told
    told = await room.say("/docker images")
    assert told.endswith("Your group has no such image here yet. Get one: /docker pull alpine:latest")


async def test_a_group_sees_only_what_it_pulled(room: Room) -> None:
    await room.ask("/docker pull alpine")
    assert [row[0] for row in table(await room.ask("/docker images"))] == ["alpine"]
    assert "no such image here yet" in await room.elsewhere("guild-2").say("/docker images")


async def test_an_image_that_does_not_exist_is_not_found(room: Room) -> None:
    answered = await room.ask("/docker pull nosuchimage")
    assert answered.outcome is Outcome.NOT_FOUND


async def test_an_image_over_the_limit_is_refused_with_the_figure_before_a_layer_is_fetched(room: Room) -> None:
    answered = await room.ask("/docker pull huge")
    assert answered.outcome is Outcome.TOO_LARGE
    assert "300 MB" in plain(answered)


async def test_what_an_image_says_of_itself_is_shown_harmless(room: Room) -> None:
    told = await room.say("/docker history mallory/hostile --no-trunc")
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert len(told) < 4 * 2500  # three rows as wide as the longest, which is cut at 2,000 letters, and the lesson


async def test_the_quiz_goes_on_while_a_pull_runs(room: Room) -> None:
    pull = asyncio.create_task(room.ask("/docker pull node:20"))
    assert await room.outcome("/ship today") is Outcome.OK
    assert (await pull).outcome is Outcome.OK
