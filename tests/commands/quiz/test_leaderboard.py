"""The leaderboard: one message that all see, and what each learner sees for themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from quiz_days import answer_all, letters, open_question, play_day, set_up
from room import Room, buttons

from commands import core
from commands.quiz import scoring
from commands.quiz.course import course_picture
from commands.quiz.periods import Season
from commands.quiz.standings import Course
from commands.reply import Outcome, Picture
from commands.request import Place
from commands.store import totals


async def board_text(room: Room) -> str:
    """Returns the one leaderboard message as plain text."""
    (found,) = [text for key, text in zip(room.board.keys, room.board.texts(), strict=True) if key.startswith("board")]
    return found


async def test_the_shared_goal_stands_before_the_places(room: Room) -> None:
    await open_question(room)
    await answer_all(room, right=["ana"], wrong=["ben"])
    room.clock.forward(hours=12)
    await room.steps()
    lines = (await board_text(room)).splitlines()
    assert lines[:3] == ["Season November 2026", "", "2 of 2 answered question 1."]
    assert [line.split()[:2] for line in lines[4:7]] == [["#", "Learner"], ["1", "Ana"], ["2", "Ben"]]


async def test_the_message_follows_answers_no_more_than_once_a_minute(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=["ana", "ben"], wrong=[])
    right, _ = await letters(room)
    await room.ask(right, "ana")
    room.clock.forward(minutes=1)
    await room.steps()
    assert "1 of 2 answered today. The question closes" in await board_text(room)
    room.clock.forward(seconds=5)
    await room.ask(right, "ben")
    await room.steps()
    assert "1 of 2 answered today." in await board_text(room)
    room.clock.forward(minutes=1)
    await room.steps()
    assert "2 of 2 answered today." in await board_text(room)


async def test_a_message_that_has_nothing_new_to_say_is_left_alone(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    await set_up(room)
    await play_day(room, right=["ana"], wrong=[])
    right, wrong = await letters(room)
    await room.ask(wrong, "ana")
    room.clock.forward(minutes=2)
    await room.steps()
    assert "1 of 1 answered today." in await board_text(room)
    edited: list[str] = []

    async def note(message: object, reply: object) -> None:
        edited.append(repr(message))

    monkeypatch.setattr(room.board, "edit", note)
    await room.ask(right, "ana")  # a change of mind is no news to the others
    for _ in range(5):
        room.clock.forward(minutes=2)
        await room.steps()
    assert edited == []


async def test_its_buttons_answer_whoever_pressed_and_leave_the_message_as_it_is(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=["ana"], wrong=["ben"])
    before = await board_text(room)
    board = room.board.shown[next(f"m{at}" for at, key in enumerate(room.board.keys, 1) if key.startswith("board"))]
    lines = [choice.line for choice in buttons(board)]
    assert lines == ["rank day", "rank week", "rank month", "rank season", "rank all"]
    titles = [(await room.say(line)).splitlines()[0] for line in lines]
    assert titles == [
        "Tuesday 24 November",
        "Week from 23 November",
        "November 2026",
        "Season November 2026",
        "All time",
    ]
    assert await board_text(room) == before


async def test_it_moves_with_the_questions_and_leaves_word_where_it_was(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=["ana"], wrong=["ben"])
    elsewhere = replace(room.asker("cap", captain=True), place=Place("test", room.space, "quiz"))
    moved = [version async for version in core.answer("/ship setup here:yes", elsewhere, room.services)]
    assert moved[-1].outcome is Outcome.OK
    await play_day(room, right=["ben"], wrong=[])
    await play_day(room, right=["ben"], wrong=[])
    boards = [text for key, text in zip(room.board.keys, room.board.texts(), strict=True) if key.startswith("board")]
    assert boards[0] == "The leaderboard has moved with the questions. /ship rank shows it."
    assert boards[1].startswith("Season November 2026")
    assert len(boards) == 2


async def test_a_group_shows_as_many_places_as_it_has_chosen(room: Room) -> None:
    await set_up(room)
    await room.ask("/ship admin board rows:3", captain=True)
    everybody = ["ana", "ben", "caro", "dan", "eva"]
    await play_day(room, right=everybody, wrong=[])
    said = await room.say("/ship rank", "eva")
    assert [name for name in ("Ana", "Ben", "Caro", "Dan", "Eva") if f"1  {name}" in said] == ["Ana", "Ben", "Caro"]


@pytest.mark.parametrize("rows", ["2", "11", "many"])
async def test_fewer_than_three_places_or_more_than_ten_are_refused(room: Room, rows: str) -> None:
    assert (
        await room.say(f"/ship admin board rows:{rows}", captain=True)
        == "Choose from 3 to 10 rows, for example rows:5."
    )


async def test_a_learner_sees_their_own_place_between_the_neighbours(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=["ana"], wrong=["ben", "caro"])
    said = await room.say("/ship rank", "ben")
    assert said.partition("Your place\n\n")[2].splitlines()[0].startswith("1. Ana:")
    assert "2. you: 0 points" in said
    assert "2. Caro: 0 points" in said


async def test_a_learner_without_points_is_told_how_to_get_some(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=["ana"], wrong=[])
    assert "You have no points here yet. Answer with /ship today." in await room.say("/ship rank", "dan")


async def test_a_season_that_is_over_stays_readable_by_its_name(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=["ana"], wrong=["ben"])
    room.clock.forward(days=20)
    assert "Nobody has points yet" in await room.say("/ship rank")
    assert "1  Ana" in await room.say("/ship rank season:2026-11")
    assert await room.say("/ship rank season:2020-01") == "Your group has no season 2020-01. It has 2026-11, 2026-12."


async def test_the_course_of_a_season_is_drawn_once_there_are_two_days_of_it(room: Room) -> None:
    await set_up(room)
    await play_day(room, right=["ana"], wrong=["ben"])
    assert not [part for part in (await room.ask("/ship rank")).parts if isinstance(part, Picture)]
    await play_day(room, right=["ana", "ben"], wrong=[])
    (picture,) = [part for part in (await room.ask("/ship rank")).parts if isinstance(part, Picture)]
    assert picture.alt.startswith("Season November 2026: points over time as lines. 1. Ana, ")
    assert Image.open(BytesIO(picture.png)).size == (720, 640)


def test_a_course_has_room_for_five_who_are_level_and_for_long_and_foreign_names() -> None:
    names = ["Ana", "A very long name that does not fit in the picture at all", "José", "名前", "<@everyone>"]
    season = Season(1, 1, "Spring", date(2027, 3, 1), date(2027, 5, 31), chosen=True)
    standings = scoring.ranked((at, name, 30) for at, name in enumerate(names))
    courses = [Course(each, ((date(2027, 3, 2), 10), (date(2027, 3, 9), 30))) for each in standings]
    picture = course_picture(season, courses, date(2027, 3, 10), "en_GB")
    assert picture is not None
    assert "1. 名前, 30 points" in picture.alt
    assert Image.open(BytesIO(picture.png)).format == "PNG"


def test_courses_that_run_over_each_other_are_all_seen() -> None:
    season = Season(1, 1, "Spring", date(2027, 3, 1), date(2027, 5, 31), chosen=True)
    standings = scoring.ranked((at, name, 30) for at, name in enumerate(("Ana", "Ben", "Caro")))
    picture = course_picture(season, [Course(each, LEVEL) for each in standings], date(2027, 3, 10), "en_GB")
    assert picture is not None
    shown = Image.open(BytesIO(picture.png)).convert("RGB")
    column = {shown.getpixel((200, y)) for y in range(100, 560)}  # where lines run and no mark is
    assert {(0, 114, 178), (213, 94, 0), (0, 158, 115)} <= {nearest(colour) for colour in column}


LEVEL = ((date(2027, 3, 2), 10), (date(2027, 3, 9), 30))


def nearest(colour: object) -> tuple[int, ...]:
    """Returns the colour of a line that a pixel has, give or take what the palette did to it."""
    assert isinstance(colour, tuple)
    lines = ((0, 114, 178), (213, 94, 0), (0, 158, 115))
    return next((line for line in lines if all(abs(a - b) < 8 for a, b in zip(line, colour, strict=True))), colour)


async def test_points_kept_and_events_agree_after_days_of_play(any_room: Room) -> None:
    await set_up(any_room)
    for _ in range(3):
        await play_day(any_room, right=["ana"], wrong=["ben"])
    async with any_room.services.store.begin() as transaction:
        assert await totals.differences(transaction) == []
