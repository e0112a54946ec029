"""When the sandbox's hosts are looked through for what lost processes left."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from databases import sqlite_url
from room import Room, open_room

from commands.recovery import Recovery
from sandbox.values import Recovered


class Hosts:
    """Notes which processes it was told are alive, each time it is asked to recover."""

    def __init__(self, process: str, trouble: str = "") -> None:
        self.process = process
        self.trouble = trouble
        self.asked: list[set[str]] = []

    async def recover(self, living: Collection[str]) -> list[Recovered]:
        self.asked.append(set(living))
        return [Recovered("host", trouble=self.trouble)]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(sqlite_url(tmp_path)) as opened:
        yield opened


def recovery(room: Room, hosts: Hosts) -> Recovery:
    return Recovery(replace(room.services, sandbox=cast("Any", hosts)))


async def test_a_process_looks_once_when_it_begins(room: Room) -> None:
    hosts = Hosts("a")
    begun = recovery(room, hosts)
    await begun.look()
    await begun.look()
    assert hosts.asked == [{"a"}]


async def test_it_looks_again_until_every_host_has_answered(room: Room) -> None:
    hosts = Hosts("a", trouble="does not answer")
    begun = recovery(room, hosts)
    await begun.look()
    hosts.trouble = ""
    for _ in range(2):
        await begun.look()
    assert len(hosts.asked) == 2


async def test_it_looks_again_when_another_process_is_lost_and_knows_the_living(room: Room) -> None:
    mine, others = Hosts("a"), Hosts("b")
    first, second = recovery(room, mine), recovery(room, others)
    await second.look()
    await first.look()
    assert mine.asked == [{"a", "b"}]
    for _ in range(2):
        room.clock.forward(seconds=9)
        await first.look()
    assert mine.asked == [{"a", "b"}, {"a"}]
