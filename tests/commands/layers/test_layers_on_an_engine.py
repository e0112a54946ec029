"""Layers explained, compared and searched for waste, on a real engine with a real registry."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from databases import sqlite_url
from engine.images import Step, image, push
from engine.local import LocalEngine
from room import Room, buttons, open_room

from commands.plain import plain
from commands.reply import Outcome, Picture

BASE = Step("ADD rootfs /", {"etc/hostname": b"x" * 90_000})


@pytest.fixture
async def room(engine: LocalEngine, tmp_path: Path) -> AsyncIterator[Room]:
    """A study group whose sandbox is the real engine of the tests."""
    careless = image(
        BASE,
        Step("RUN |1 TOKEN=x /bin/sh -c apt-get update # buildkit", {"var/lib/apt/lists/a": b"1" * 50_000}),
        Step("COPY app /app # buildkit", {"app/a": b"1" * 9_000}),
        Step(
            "RUN /bin/sh -c rm -rf /var/lib/apt/lists/* && chown -R app /app # buildkit",
            {"var/lib/apt/lists/.wh.a": b"", "app/a": b"1" * 9_000},
        ),
        config={"Cmd": ["serve"], "Env": ["A=1"], "User": "app", "ExposedPorts": {"80/tcp": {}}},
    )
    tidy = image(BASE, Step("COPY --chown=app app /app # buildkit", {"app/a": b"1" * 9_000}), config={"Cmd": ["serve"]})
    push(engine.mirror, "tests/careless", "latest", careless)
    push(engine.mirror, "tests/tidy", "latest", tidy)
    async with open_room(sqlite_url(tmp_path), hosts=(engine.address,), mirror=engine.mirror) as opened:
        yield opened


async def test_wasted_bytes_are_told_per_file_with_what_to_do(room: Room) -> None:
    await room.ask("/docker pull tests/careless")
    assert await room.say("/ship waste tests/careless") == (
        "59kB of tests/careless:latest are for nothing, 37 % of its files.\n\n"
        "Wasted: 59kB of 158kB\n"
        "Efficiency: 62.7 %: what a container sees of all bytes\n"
        "Paths: 2 paths\n\n"
        "WASTED  LAYERS  WHAT            PATH\n"
        "  50kB  2       removed in 4    /var/lib/apt/lists/a\n"
        "   9kB  3       rewritten in 4  /app/a\n\n"
        "What to do\n\n"
        "1. Remove /var/lib/apt/lists/a in the RUN that makes it (layer 2), joined by &&: what is gone when a RUN ends "
        "never enters a layer.\n"
        "2. Layer 4 changes /app/a after it was put in, if only its owner or mode: COPY --chown or COPY --chmod does "
        "that without a second copy.\n\n"
        "A layer never changes: what a later one removes or writes again stays below, and travels with every pull.\n\n"
        "[Share] share 1"
    )


async def test_waste_is_told_in_one_line_below_the_history_too(room: Room) -> None:
    await room.ask("/docker pull tests/careless")
    told = await room.say("/docker history tests/careless")
    assert "59kB of 158kB are wasted" in told
    assert "see /ship waste tests/careless:latest." in told
    await room.ask("/docker pull tests/tidy")
    assert "wasted" not in await room.say("/docker history tests/tidy")


async def test_an_image_that_wastes_nothing_is_told_so(room: Room) -> None:
    await room.ask("/docker pull tests/tidy")
    assert (await room.say("/ship waste tests/tidy")).startswith("Nothing is wasted in tests/tidy:latest")


async def test_waste_is_looked_for_only_in_what_the_group_pulled(room: Room) -> None:
    assert await room.outcome("/ship waste tests/careless") is Outcome.NOT_FOUND
    assert await room.outcome("/ship waste localhost/x") is Outcome.REFUSED


async def test_two_images_are_compared_by_layers_sizes_and_settings(room: Room) -> None:
    for name in ("careless", "tidy"):
        await room.ask(f"/docker pull tests/{name}")
    answered = await room.ask("/ship compare tests/careless tests/tidy")
    told = plain(answered)
    assert told.startswith(
        "tests/careless:latest and tests/tidy:latest share 1 layer from the bottom: a host with both keeps 90kB once "
        "instead of twice."
    )
    assert any(isinstance(part, Picture) for part in answered.parts)
    for words in (
        "tests/careless:latest: 158kB in 4 layers, 57 % of it shared",
        "Base: the same, rootfs /",
        "50kB  RUN apt-get update",
        "USER    app                    –",
        "EXPOSE  80/tcp                 –",
    ):
        assert words in told
    assert "CMD" not in told
    assert [choice.label for choice in buttons(answered)] == ["Share"]


async def test_images_are_compared_from_the_registry_alone(room: Room) -> None:
    told = await room.say("/ship compare tests/careless tests/tidy")
    assert "share 1 layer from the bottom" in told
    assert "Read from the registry, so sizes are compressed" in told
    assert "no such image" in await room.say("/docker images")


async def test_one_image_under_two_names_is_told_as_one(room: Room) -> None:
    told = await room.say("/ship compare alpine alpine:3.19")
    assert "are one image under two names: a host keeps it once." in told


async def test_secrets_in_build_arguments_are_warned_of(room: Room) -> None:
    told = await room.say("/ship layers tests/careless")
    assert "Build arguments were in force (TOKEN)." in told
    assert "docker history --no-trunc tests/careless:latest" in told


async def test_what_an_image_says_of_itself_is_harmless_in_every_lesson(room: Room) -> None:
    await room.ask("/docker pull mallory/hostile")
    for line in (
        "/docker history mallory/hostile",
        "/ship layers mallory/hostile",
        "/ship compare mallory/hostile alpine",
        "/ship waste mallory/hostile",
    ):
        told = await room.say(line)
        assert "\x1b" not in told
        assert "\u202e" not in told
        assert len(told) < 5000
