"""Seasons: each month is one unless a captain chooses; they end with their winners announced once."""

from __future__ import annotations

import pytest
from quiz_days import play_day, set_up
from room import Room

from commands.store import seasons


def finals(room: Room) -> list[str]:
    """Returns the announcements of winners."""
    return [text for text in room.board.texts() if "is over." in text]


async def test_the_winner_is_announced_once_after_the_season(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=["ana"], wrong=["ben"])
    assert finals(room) == []
    for _ in range(9):
        room.clock.forward(days=1)
        await room.steps()
        room.clock.forward(minutes=2)
        await room.steps()
    (said,) = finals(room)
    assert said.startswith("Season November 2026 is over. First with 1")
    assert ": Ana" in said.splitlines()[0]
    assert "It stays readable: /ship rank season:2026-11." in said


async def test_killed_after_posting_the_winners_are_not_announced_twice(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=["ana"], wrong=[])
    await room.ask("/ship setup days:mon", captain=True)
    room.clock.forward(days=9)
    room.board.dies_after_posting = True
    await room.steps()
    room.board.dies_after_posting = False
    for _ in range(3):
        room.clock.forward(minutes=20)
        await room.steps()
    assert len(finals(room)) == 1


async def test_a_captain_chooses_a_season_that_counts_what_lies_in_it(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=["ana"], wrong=["ben"])
    await play_day(room, right=["ben"], wrong=["ana"])
    line = "/ship admin season name:Finals from:2026-11-24 to:2026-11-26"
    assert "Season Finals, 24 November to 26 November 2026: it is on the calendar." in await room.say(
        line, captain=True
    )
    said = await room.say("/ship rank")
    assert said.startswith("Season Finals, 24 November to 26 November 2026")
    assert "1  Ben" in said
    assert "Finals" in await room.say("/ship admin season", captain=True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("name:A", "A season needs a name and both dates"),
        ("name:A from:2026-12-01 to:2026-11-30", "A season ends on or after its first day, within a year"),
        ("name:A from:2026-01-01 to:2026-01-31", "That season would be over already"),
        ("name:A from:soon to:later", "Write a date as year, month and day, for example 2027-03-01."),
        ("name:@all from:2026-12-01 to:2026-12-02", "A name is up to 40 letters, digits and hyphens"),
    ],
)
async def test_a_season_that_cannot_be_is_refused_with_what_to_type(room: Room, options: str, said: str) -> None:
    assert said in await room.say(f"/ship admin season {options}", captain=True)


async def test_two_chosen_seasons_do_not_overlap(room: Room) -> None:
    await room.ask("/ship admin season name:A from:2026-12-01 to:2026-12-10", captain=True)
    said = await room.say("/ship admin season name:B from:2026-12-10 to:2026-12-20", captain=True)
    assert said == "Season A lies on these dates, from 2026-12-01 to 2026-12-10: choose others."


async def test_a_hidden_winner_is_announced_without_a_name_and_another_by_the_pseudonym(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=["ana", "ben"], wrong=[])
    await room.ask("/ship me hide", "ana")
    await room.ask("/ship me pseudonym Otter", "ben")
    for _ in range(18):
        room.clock.forward(hours=12)
        await room.steps()
    (said,) = finals(room)
    assert said.splitlines()[0].endswith("each: (hidden), Otter")
    assert "Ana" not in said
    assert "Ben" not in said


async def test_a_season_in_which_nobody_has_points_ends_without_a_word(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=[], wrong=["ana"])
    for _ in range(18):
        room.clock.forward(hours=12)
        await room.steps()
    assert finals(room) == []
    async with room.services.store.begin() as transaction:
        assert await seasons.ended(transaction, room.clock().date()) == []
