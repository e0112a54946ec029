"""What a group reads is dated and counted as its language does, wherever it stands; its words stay English."""

from __future__ import annotations

from dataclasses import replace

from quiz_days import answer_all, open_question, play_day
from room import Room


async def ask(room: Room, line: str) -> str:
    return await room.say(line, "cap", captain=True)


async def german(room: Room) -> None:
    await ask(room, "setup time:22:00 zone:Europe/London locale:de")


async def test_the_leaderboards_name_their_days_so(room: Room) -> None:
    await german(room)
    await play_day(room, right=["ana"], wrong=["ben"])
    assert "Dienstag, 24. November" in await ask(room, "rank day")
    assert "Week from 23. November" in await ask(room, "rank week")
    assert "November 2026" in await ask(room, "rank month")
    assert "Season November 2026" in await ask(room, "rank")


async def test_the_reveal_writes_shares_so(room: Room) -> None:
    await german(room)
    await open_question(room)
    await answer_all(room, right=["ana", "cem"], wrong=["ben"])
    room.clock.forward(hours=12)
    await room.steps()
    (told,) = [text for key, text in zip(room.board.keys, room.board.texts(), strict=True) if key.startswith("reveal")]
    assert "67\u00a0%" in told


async def test_a_chosen_season_is_dated_so(room: Room) -> None:
    await german(room)
    assert "Season Spring, 1. März to 31. Mai 2027" in await ask(
        room, "admin season name:Spring from:2027-03-01 to:2027-05-31"
    )


async def test_a_challenge_writes_its_dates_and_results_so(room: Room) -> None:
    await german(room)
    offered = await ask(room, "admin challenge name:Otters from:2026-12-01 to:2026-12-20")
    assert "It runs from 1. Dezember 2026 to 20. Dezember 2026." in offered


async def test_another_group_keeps_its_own(room: Room) -> None:
    await german(room)
    other = replace(room, space="elsewhere")
    await other.say("setup time:22:00 zone:Europe/London", "cap", captain=True)
    assert "Monday 23 November" in await other.say("rank day", "cap")
