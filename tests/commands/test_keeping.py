"""What a group keeps no longer goes by itself, and a group that the bot has left waits for a month."""

from __future__ import annotations

import pytest
from practising import right_line
from quiz_days import answer_all, latest, play_day, set_up
from room import Room
from sqlalchemy import func, select

from commands.reply import Outcome
from commands.store import keeping, totals
from commands.store.tables import answers, metadata, question_reports, rounds, tries


async def count(room: Room, *conditions: object) -> int:
    """Returns how many answers there are of which this is true."""
    async with room.services.store.begin() as transaction:
        return int(await transaction.scalar(select(func.count()).select_from(answers).where(*conditions)) or 0)  # type: ignore[arg-type]


async def rows(room: Room) -> dict[str, int]:
    """Returns how many rows each table has for groups."""
    async with room.services.store.begin() as transaction:
        return {
            table.name: int(await transaction.scalar(select(func.count()).select_from(table)) or 0)
            for table in metadata.sorted_tables
            if "group_id" in table.c
        }


async def leave(room: Room) -> None:
    async with room.services.store.begin() as transaction:
        await keeping.leave(transaction, "test", room.space, room.clock())


async def test_old_answers_lose_what_was_chosen_and_points_and_streaks_stay(any_room: Room) -> None:
    await set_up(any_room)
    for _ in range(2):
        await play_day(any_room, right=["ana"], wrong=["ben"])
    before = (await any_room.say("/ship me")).split("This season")[0]
    said = await any_room.say("/ship setup keep:3m", captain=True)
    assert "Answers kept: 3 months" in said
    any_room.clock.forward(days=120)
    await any_room.steps()
    assert await count(any_room, answers.c.choice != "") == 0
    assert await count(any_room) == 4
    assert (await any_room.say("/ship me")).split("Freezes")[0].split("Streak")[0] == before.split("Streak")[0]
    async with any_room.services.store.begin() as transaction:
        assert await totals.differences(transaction) == []
        times = select(func.count()).select_from(answers).join(rounds, rounds.c.id == answers.c.round_id)
        assert await transaction.scalar(times.where(answers.c.answered_at != rounds.c.closes_at)) == 0


async def test_what_is_younger_stays_and_without_a_wish_everything_does(any_room: Room) -> None:
    await set_up(any_room)
    await play_day(any_room, right=["ana"], wrong=["ben"])
    any_room.clock.forward(days=400)
    await any_room.steps()
    assert await count(any_room, answers.c.choice != "") == 2
    await any_room.ask("/ship setup keep:2y", captain=True)
    any_room.clock.forward(days=1)
    await any_room.steps()
    assert await count(any_room, answers.c.choice != "") == 2


async def test_practice_and_reports_go_with_them(any_room: Room) -> None:
    await any_room.ask("/ship today")
    await any_room.ask("report 1 B is right, too")
    await any_room.ask("/ship quiz 1")
    await any_room.ask(await right_line(any_room, 1))
    await any_room.ask("/ship setup keep:1y", captain=True)
    any_room.clock.forward(days=370)
    await any_room.steps()
    kept = await rows(any_room)
    assert (kept[tries.name], kept["practices"], kept[question_reports.name]) == (0, 0, 0)


async def test_an_emptied_round_can_still_be_withdrawn_and_gives_its_points_back(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=["ana"], wrong=["ben"])
    await room.ask("/ship setup keep:3m", captain=True)
    room.clock.forward(days=120)
    await room.steps()
    assert (await room.say("/ship admin void 1", captain=True)).endswith("The points of one learner change.")
    async with room.services.store.begin() as transaction:
        assert await totals.differences(transaction) == []


@pytest.mark.parametrize("typed", ["1m", "11y", "12", "soon"])
async def test_a_time_that_is_no_time_to_keep_things_is_refused(room: Room, typed: str) -> None:
    said = await room.say(f"/ship setup keep:{typed}", captain=True)
    assert said == f"“{typed}” is no time from 3 months to 10 years: type it as 12m or 2y, or forever."


async def test_a_group_that_was_left_is_deleted_after_a_month_and_no_other(any_room: Room) -> None:
    other = any_room.elsewhere("guild-2")
    await other.ask("/ship today")
    before = await rows(any_room)
    await set_up(any_room)
    await play_day(any_room, right=["ana"], wrong=["ben"])
    await any_room.ask("/ship quiz 3", "ana")
    await any_room.ask("/ship review remind:on", "ana")
    await leave(any_room)
    any_room.clock.forward(days=29)
    await any_room.steps()
    assert (await rows(any_room))["learners"] > before["learners"]
    any_room.clock.forward(days=2)
    await any_room.steps()
    after = await rows(any_room)
    assert {name: number for name, number in after.items() if number > before[name]} == {}
    assert "Answered: 0 questions" in await any_room.say("/ship me", "ana")


async def test_nothing_is_posted_where_the_bot_was_taken_out(room: Room) -> None:
    await set_up(room)
    await leave(room)
    room.clock.forward(days=3)
    await room.steps()
    assert room.board.posts == 0


async def test_who_asks_the_bot_in_again_within_a_month_finds_all_as_it_was(any_room: Room) -> None:
    await set_up(any_room)
    await play_day(any_room, right=["ana"], wrong=["ben"])
    await leave(any_room)
    any_room.clock.forward(days=20)
    await any_room.steps()
    assert "Answered: 1 question" in await any_room.say("/ship me", "ana")
    any_room.clock.forward(days=20)
    await any_room.steps()
    assert "Answered: 1 question" in await any_room.say("/ship me", "ana")
    _, question = await latest(any_room)
    assert question.id
    assert await any_room.outcome("/ship today") is Outcome.OK


async def test_an_event_of_return_is_as_good_as_a_command(room: Room) -> None:
    await room.ask("/ship today")
    await leave(room)
    async with room.services.store.begin() as transaction:
        await keeping.come_back(transaction, "test", room.space)
    room.clock.forward(days=40)
    await room.steps()
    assert (await rows(room))["learners"] == 1


async def test_private_conversations_inside_a_space_go_with_it(room: Room) -> None:
    inside = room.elsewhere(f"{room.space}-dm-ana")
    await room.ask("/ship today")
    await inside.ask("/ship today")
    async with room.services.store.begin() as transaction:
        await keeping.leave(transaction, "test", room.space, room.clock(), inside=f"{room.space}-dm-")
    room.clock.forward(days=31)
    await room.steps()
    assert (await rows(room))["learners"] == 0


async def test_much_goes_in_small_pieces_and_whatever_is_left_goes_on_with_the_next_steps(
    any_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_PIECE", 1)
    await set_up(any_room)
    await play_day(any_room, right=["ana", "ben", "caro"], wrong=["dan", "eva"])
    await answer_all(any_room, right=[], wrong=["dan", "eva", "finn", "gita"])
    await leave(any_room)
    any_room.clock.forward(days=31)
    await any_room.steps()
    first = sum((await rows(any_room)).values())
    assert first > 0
    for _ in range(10):
        await any_room.steps()
    assert sum((await rows(any_room)).values()) == 0
