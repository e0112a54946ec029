"""`/ship learn`: lessons card by card, the place that is kept, and the two questions at the end."""

from __future__ import annotations

import pytest
from practising import kept, only, right_line
from quiz_days import open_question
from room import BANK, Room, buttons
from sqlalchemy import select

from commands import core
from commands.plain import plain
from commands.reply import Heading, Outcome, Picture, Reply
from commands.store.tables import score_events
from content.lessons import load_lessons
from content.topics import TOPICS

LESSON = load_lessons()["image-layers"]
LAST = len(LESSON.cards)


async def pressed(room: Room, shown: Reply, label: str, user: str = "ana") -> Reply:
    """Presses the button of this label."""
    [line] = [each.line for each in buttons(shown) if each.label == label]
    return await room.ask(line, user)


def title(shown: Reply) -> str:
    return plain(Reply(tuple(part for part in shown.parts if isinstance(part, Heading))))


async def test_all_topics_are_listed_each_with_a_button(room: Room) -> None:
    shown = await room.ask("/ship learn")
    assert f"Image layers: {LAST} cards" in plain(shown)
    assert [each.line for each in buttons(shown)] == [f"learn {topic}" for topic in TOPICS]


async def test_a_lesson_is_gone_through_forth_and_back(room: Room) -> None:
    first = await room.ask("/ship learn image-layers")
    assert title(first) == f"1/{LAST} · An image is a stack of layers"
    assert [each.label for each in buttons(first)] == ["Run it on the sandbox", "Next", "All lessons"]
    second = await pressed(room, first, "Next")
    assert title(second).startswith(f"2/{LAST}")
    assert title(await pressed(room, second, "Back")) == title(first)


async def test_the_place_is_kept_for_each_learner(room: Room) -> None:
    await room.ask("learn image-layers 4")
    assert title(await room.ask("/ship learn image-layers")).startswith(f"4/{LAST}")
    assert f"Image layers: card 4 of {LAST}" in await room.say("/ship learn")
    assert "Go on with Image layers" in [each.label for each in buttons(await room.ask("/ship learn"))]
    assert title(await room.ask("/ship learn image-layers", "ben")).startswith(f"1/{LAST}")


async def test_a_card_that_was_read_can_be_opened_again_and_the_way_come_is_not_lost(room: Room) -> None:
    await room.ask("learn image-layers questions")
    assert title(await room.ask("learn image-layers 2")).startswith(f"2/{LAST}")
    assert f"Image layers: ✓ all {LAST} cards" in await room.say("/ship learn")
    assert title(await room.ask("/ship learn image-layers")).startswith(f"1/{LAST}")


async def test_two_questions_end_a_lesson_told_at_once_and_without_points(room: Room) -> None:
    last = await room.ask(f"learn image-layers {LAST}")
    asked = await pressed(room, last, "Two questions")
    assert "Practice 1 of 2 · Image layers" in plain(asked)
    told = await room.say(await right_line(room, 1))
    assert told.startswith("Right!")
    assert "Practice 2 of 2" in await room.say("next 1")
    await room.say(await right_line(room, 2))
    assert "2 of 2 right" in await room.say("next 1")
    async with room.services.store.begin() as transaction:
        assert (await transaction.execute(select(score_events))).all() == []


async def test_what_the_group_is_asked_itself_gives_way_to_another_question(room: Room) -> None:
    await open_question(only(room, BANK.get(LESSON.questions[0])))
    await room.ask("learn image-layers questions")
    asked = {(await kept(room, number))[1].id for number in (1, 2)}
    assert LESSON.questions[0] not in asked
    assert LESSON.questions[1] in asked


async def test_a_card_beyond_the_last_opens_the_last(room: Room) -> None:
    assert title(await room.ask("learn image-layers 99")).startswith(f"{LAST}/{LAST}")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("learn layrs", "“layrs” is no topic here: type one such as /ship learn "),
        ("learn image-layers two", "A card is named by its number: type /ship learn image-layers 2."),
    ],
)
async def test_a_slip_is_answered_with_what_to_type(room: Room, line: str, told: str) -> None:
    shown = await room.ask(line)
    assert shown.outcome is Outcome.INVALID
    assert plain(shown).startswith(told)


async def test_topics_are_suggested(room: Room) -> None:
    suggested = await core.suggest("learn", "topic", "vol", room.asker(), room.services)
    assert suggested == ["volumes-and-mounts"]


async def test_places_are_handed_out_and_deleted_with_all_else(room: Room) -> None:
    await room.ask("learn cleanup 2")
    exported = await room.ask("/ship me export")
    assert any(b"lesson_places" in getattr(part, "data", b"") for part in exported.parts)
    await room.ask("/ship me forget everything")
    assert f"Cleaning up: {len(load_lessons()['cleanup'].cards)} cards" in await room.say("/ship learn")


@pytest.mark.parametrize("topic", TOPICS)
async def test_every_line_to_try_is_one_that_the_sandbox_takes(room: Room, topic: str) -> None:
    for card in load_lessons()[topic].cards:
        if card.to_try:
            asks_first = " prune" in card.to_try
            wanted = Outcome.OK if asks_first else Outcome.UNAVAILABLE  # all that lacks is an engine
            assert await room.outcome(card.to_try) is wanted, card.to_try


async def test_pictures_say_in_words_what_they_show(room: Room) -> None:
    shown = await room.ask("learn image-layers 1")
    [picture] = [part for part in shown.parts if isinstance(part, Picture)]
    assert picture.alt.startswith("A stack.")
    assert picture.png.startswith(b"\x89PNG")
    assert "layer 2: RUN pip install flask" in picture.sketch
