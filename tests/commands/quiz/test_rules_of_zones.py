"""When the rules of a zone change after a question has been planned, its wall time counts, not the planned instant."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from struct import pack

import pytest
from quiz_days import set_up
from room import Room

from commands.quiz.timekeeping import derive_openings

ZONE = "Test/Land"


class Rules:
    """The rules of a zone on this machine, as a file that another release of the time zone database replaces."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / ZONE
        self.file.parent.mkdir(parents=True)

    def say(self, hours_ahead: int) -> None:
        """Has the zone's clocks lie ahead of UTC by whole hours (RFC 9636: a header, one type of time, a footer)."""
        body = pack(">lBB", hours_ahead * 3600, 0, 0) + b"TST\0"
        block = b"TZif2" + bytes(15) + pack(">6l", 0, 0, 0, 0, 1, 4) + body
        self.file.write_bytes(block + block + f"\n<TST>{-hours_ahead}\n".encode())


@pytest.fixture
def rules(tmp_path: Path) -> Iterator[Rules]:
    zoneinfo.reset_tzpath([tmp_path / "rules", *zoneinfo.TZPATH])
    yield Rules(tmp_path / "rules")
    zoneinfo.reset_tzpath()
    zoneinfo.ZoneInfo.clear_cache()


async def test_clocks_that_will_go_earlier_bring_the_question_earlier(room: Room, rules: Rules) -> None:
    rules.say(0)
    await set_up(room, f"time:12:00 zone:{ZONE}")
    rules.say(2)
    await derive_openings(room.services)
    room.clock.forward(hours=2)  # ten o'clock in UTC, where twelve was planned
    await room.steps()
    assert room.board.texts()[0].startswith("Question 1 · ")


async def test_clocks_that_will_go_later_bring_the_question_later(room: Room, rules: Rules) -> None:
    rules.say(2)
    await set_up(room, f"time:12:00 zone:{ZONE}")
    rules.say(0)
    zoneinfo.ZoneInfo.clear_cache()  # a restart: nothing else has looked at the new rules yet
    room.clock.forward(hours=2)
    await room.steps()
    assert room.board.posts == 0
    room.clock.forward(hours=2)
    await room.steps()
    assert room.board.posts == 1


async def test_the_panel_follows_the_new_rules(room: Room, rules: Rules) -> None:
    rules.say(0)
    await set_up(room, f"time:12:00 zone:{ZONE}")
    rules.say(3)
    await derive_openings(room.services)
    assert f"Next question: Monday 23 November, 12:00 {ZONE}, in 1 hour." in await room.say("setup", captain=True)


async def test_rules_that_stay_move_nothing(room: Room) -> None:
    await set_up(room)
    before = await room.say("setup", captain=True)
    await derive_openings(room.services)
    assert await room.say("setup", captain=True) == before
