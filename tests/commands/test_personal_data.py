"""What is kept about a learner is theirs to read, to take along, to hide and to delete."""

from __future__ import annotations

import json

from quiz_days import letters, play_day, set_up
from room import Room, buttons

from commands import kept
from commands.reply import Facts, File
from commands.store import totals
from commands.store.tables import metadata


async def test_the_export_holds_all_rows_of_the_learner_and_of_nobody_else(any_room: Room) -> None:
    await set_up(any_room)
    await play_day(any_room, right=["ana"], wrong=["ben"])
    (file,) = [part for part in (await any_room.ask("/ship me export")).parts if isinstance(part, File)]
    kept = json.loads(file.data)
    assert [row["name"] for row in kept["learners"]] == ["Ana"]
    assert {row["learner_id"] for name, rows in kept.items() if name != "learners" for row in rows} == {
        kept["learners"][0]["id"]
    }
    assert (len(kept["answers"]), len(kept["score_events"])) == (1, 1)


async def test_others_see_a_pseudonym_or_no_name_and_again_the_own_name(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=["ana"], wrong=["ben"])
    await room.ask("/ship me pseudonym Otter", "ana")
    assert "1  Otter" in await room.say("/ship rank", "ben")
    await room.ask("/ship me hide", "ana")
    assert "1  (hidden)" in await room.say("/ship rank", "ben")
    await room.ask("/ship me show", "ana")
    assert "1  Ana" in await room.say("/ship rank", "ben")


async def test_what_a_hidden_learner_shares_does_not_name_them(room: Room) -> None:
    await room.ask("/ship me hide", "ana")
    (share,) = [
        each.line for each in buttons(await room.ask("/ship explain docker ps", "ana")) if each.label == "Share"
    ]
    assert (await room.say(share, "ana")).startswith("Somebody asked:")
    await room.ask("/ship me pseudonym Otter", "ana")
    assert (await room.say(share, "ana")).startswith("Otter asked:")


async def test_nobody_goes_by_the_name_of_another(room: Room) -> None:
    await room.ask("/ship me", "ben")
    said = await room.say("/ship me pseudonym BEN", "ana")
    assert said == "Somebody here goes by BEN already: choose another name."


async def test_nothing_is_deleted_before_it_is_confirmed(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=["ana"], wrong=[])
    assert "To go on, type /ship me forget everything" in await room.say("/ship me forget")
    assert "1  Ana" in await room.say("/ship rank")


async def test_deleting_a_learner_leaves_the_results_of_others_as_they_were(any_room: Room) -> None:
    await set_up(any_room)
    await play_day(any_room, right=["ana", "ben"], wrong=["caro"])
    bens = await any_room.say("/ship me", "ben")
    reveal = await any_room.say("/ship today", "ben")
    await any_room.ask("/ship me forget everything", "ana")
    board = await any_room.say("/ship rank", "ben")
    assert "Ana" not in board
    assert "1. you" in board
    assert (await any_room.say("/ship me", "ben")).split("This season")[0] == bens.split("This season")[0]
    assert await any_room.say("/ship today", "ben") == reveal
    async with any_room.services.store.begin() as transaction:
        assert await totals.differences(transaction) == []


async def test_who_was_deleted_and_comes_back_is_somebody_new(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=["ana"], wrong=[])
    right, _ = await letters(room)
    await room.ask(right, "ana")
    await room.ask("/ship me forget everything", "ana")
    said = await room.say("/ship me", "ana")
    assert "Answered: 0 questions" in said
    assert "1 of 1 answered" not in await room.say("/ship rank", "ben")


async def test_a_question_that_is_still_open_has_not_ended_a_streak(room: Room) -> None:
    await set_up(room, "time:09:00 zone:Europe/London open:24h")
    await play_day(room, right=["ana"], wrong=[])  # its question closes as the next one opens
    room.clock.forward(hours=23, minutes=59)
    assert "Streak: 1 question in a row, longest 1" in await room.say("/ship me", "ana")
    room.clock.forward(minutes=1)
    assert "Streak: 0 questions in a row, longest 1" in await room.say("/ship me", "ana")


async def test_what_is_kept_is_told_in_words_a_line_for_each_kind(room: Room) -> None:
    await set_up(room)
    for _ in range(2):
        await play_day(room, right=["ana"], wrong=[])
    lines = (await room.say("/ship me", "ana")).split("Kept about you\n\n")[1].split("\n\n")[0]
    assert lines.splitlines() == [
        "Name: 1 entry, with the day you joined",
        "Captain: 1 note of when you last acted as one",
        "Daily questions: 2 answers",
        "Points: 2 changes",
        "Points added up: 4 sums",
    ]


async def test_there_are_words_for_whatever_may_be_kept_about_a_learner() -> None:
    tables = {table.name: [()] for table in metadata.sorted_tables if "learner_id" in table.c}
    _, lines, _ = kept.told(tables, "en_GB")
    assert isinstance(lines, Facts)
    assert len(dict(lines.items)) == len(tables)
