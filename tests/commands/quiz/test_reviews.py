"""Reviews: what was wrong or chosen comes back, each time later, and whoever wants it is told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from practising import kept, of_kind, only, right_line, wrong_line
from quiz_days import answer_all, close_question, latest, open_question, set_up
from room import BANK, MONDAY, Room, buttons

from commands.quiz.repetition import MOST_NEW, Card, Memory, Rating, deck, ratings_for, reviewed
from commands.reply import Outcome, Reply
from content.bank import Kind

LONDON = ZoneInfo("Europe/London")
QUESTIONS = of_kind(Kind.TRUEFALSE, 7)


async def remember(room: Room, count: int = 1, user: str = "ana") -> Room:
    """Puts questions into a learner's reviews, and returns the room with no others."""
    room = only(room, *QUESTIONS[:count])
    for question in QUESTIONS[:count]:
        assert await room.outcome(f"remember {question.id}", user) is Outcome.OK
    return room


def lines(reply: Reply) -> list[str]:
    return [button.line for button in buttons(reply)]


async def test_who_has_nothing_yet_is_told_how_cards_come(room: Room) -> None:
    assert (await room.say("/ship review")).startswith(
        "You have nothing to review yet. What you get wrong comes here by itself"
    )


async def test_a_wrong_answer_to_the_days_question_comes_back_once_it_is_closed(any_room: Room) -> None:
    await open_question(any_room)
    await answer_all(any_room, right=["ben"], wrong=["ana"])
    assert "nothing to review yet" in await any_room.say("/ship review", "ana")
    await close_question(any_room)
    _, question = await latest(any_room)
    assert (await any_room.say("/ship review", "ana")).startswith("Review · 1 due · ")
    assert (await kept(any_room, 1))[1] is question
    assert "nothing to review yet" in await any_room.say("/ship review", "ben")


async def test_a_wrong_answer_in_practice_comes_back(room: Room) -> None:
    room = only(room, QUESTIONS[0])
    await room.ask("/ship quiz")
    await room.ask(await wrong_line(room, 1))
    assert (await room.say("/ship review")).startswith("Review · 1 due · ")


async def test_the_reveal_has_a_button_that_adds_the_question_for_whoever_presses_it(room: Room) -> None:
    await open_question(room)
    await close_question(room)
    _, question = await latest(room)
    reveal = room.board.shown[next(f"m{at}" for at, key in enumerate(room.board.keys, 1) if key.startswith("reveal"))]
    (add,) = [button for button in buttons(reveal) if button.label == "Add to my reviews"]
    assert add.line == f"remember {question.id}"
    assert (await room.say(add.line)).startswith("This question is in your reviews now: ")
    assert (await room.say(add.line)).startswith("This question is in your reviews already: ")
    assert (await room.say("/ship review")).startswith("Review · 1 due · ")


async def test_a_right_answer_comes_back_days_later_and_a_wrong_one_tomorrow(any_room: Room) -> None:
    room = await remember(any_room, 2)
    await room.ask("/ship review")
    assert "It comes back on Wednesday 25 November. How hard was it?" in await room.say(await right_line(room, 1))
    await room.ask("/ship review")
    said = await room.say(await wrong_line(room, 2))
    assert "It comes back on Tuesday 24 November." in said
    assert "How hard was it?" not in said
    assert said.endswith("Nothing more is due today.")
    assert (await room.say("/ship review")).startswith("Nothing is due: next on Tuesday 24 November.")
    room.clock.forward(days=1)
    assert (await room.say("/ship review")).startswith("Review · 1 due · ")


async def test_what_is_answered_well_again_and_again_comes_later_and_later(room: Room) -> None:
    room = await remember(room)
    spans = []
    for number in range(1, 6):
        asked = room.clock()
        assert (await room.say("/ship review")).startswith("Review · 1 due")
        await room.ask(await right_line(room, number))
        while (await room.say("/ship review")).startswith("Nothing is due"):
            room.clock.forward(days=1)
        spans.append((room.clock() - asked).days)
    assert spans == sorted(spans)
    assert spans[0] >= 2
    assert spans[-1] > 30


async def test_how_hard_it_was_moves_the_day_and_may_be_said_again(room: Room) -> None:
    room = await remember(room)
    await room.ask("/ship review")
    told = await room.ask(await right_line(room, 1))
    assert lines(told) == ["rate 1 again", "rate 1 hard", "rate 1 good", "rate 1 easy"]
    good = "Noted: it comes back on Wednesday 25 November."
    assert await room.say("rate 1 easy") == "Noted: it comes back on Tuesday 1 December.\n\nNothing more is due today."
    assert (await room.say("rate 1 again")).startswith("Noted: it comes back on Tuesday 24 November.")
    assert (await room.say("rate 1 good")).startswith(good)


async def test_an_answer_is_rated_only_while_it_is_the_latest(room: Room) -> None:
    room = await remember(room)
    await room.ask("/ship review")
    await room.ask(await wrong_line(room, 1))
    assert await room.say("rate 1 easy") == "A wrong answer comes back tomorrow, whatever it felt like."
    room.clock.forward(days=1)
    await room.ask("/ship review")
    await room.ask(await right_line(room, 2))
    assert await room.outcome("rate 1 hard") is Outcome.REFUSED
    assert await room.outcome("rate 2 hard") is Outcome.OK
    assert await room.outcome("rate 2 hard", "ben") is Outcome.NOT_FOUND


async def test_five_new_cards_a_day_are_enough(room: Room) -> None:
    room = await remember(room, 7)
    for number in range(1, MOST_NEW + 1):
        assert (await room.say("/ship review")).startswith(f"Review · {MOST_NEW - number + 1} due · ")
        await room.ask(await right_line(room, number))
    assert (await room.say("/ship review")).startswith("Nothing is due: next on Tuesday 24 November.")
    room.clock.forward(days=1)
    assert (await room.say("/ship review")).startswith("Review · 2 due · ")


async def test_asking_twice_puts_the_same_question_in_the_same_order(room: Room) -> None:
    room = await remember(room, 3)
    assert await room.say("/ship review") == await room.say("/ship review")


async def test_reviews_give_no_points(room: Room) -> None:
    room = await remember(room)
    await room.ask("/ship review")
    await room.ask(await right_line(room, 1))
    assert "Nobody has points yet" in await room.say("/ship rank")


async def test_a_question_that_is_gone_or_changed_leaves_quietly(room: Room) -> None:
    room = await remember(room, 3)
    first, second, third = QUESTIONS[:3]
    changed = [replace(first, status="retired"), replace(second, version="another"), third]
    room = only(room, *changed)
    assert (await room.say("/ship review")).startswith("Review · 1 due · ")
    assert (await kept(room, 1))[1].id == third.id


async def test_the_groups_open_question_waits_in_the_reviews_until_it_is_closed(room: Room) -> None:
    await open_question(room)
    _, question = await latest(room)
    await room.ask(f"remember {question.id}")
    assert (await room.say("/ship review")).startswith("Nothing is due: next on Tuesday 24 November.")
    await close_question(room)
    assert (await room.say("/ship review")).startswith("Review · 1 due · ")


async def test_a_reminder_comes_privately_once_a_day_at_the_groups_time_while_something_is_due(any_room: Room) -> None:
    await set_up(any_room, "time:10:30 zone:Europe/London")
    room = await remember(any_room, 2)  # the group is asked one of them itself
    said = await room.say("/ship review remind:on")
    assert "the next time Monday 23 November, 10:30 Europe/London." in said
    await room.steps()
    assert room.board.told == []
    room.clock.forward(hours=2, minutes=30)
    for _ in range(3):
        await room.steps()
    ((user, text),) = room.board.told
    assert user == "ana"
    assert text.startswith("One question is due for review. Type /ship review in general.")
    room.clock.forward(days=1)
    await room.steps()
    assert len(room.board.told) == 2


async def test_who_has_nothing_due_is_left_alone(room: Room) -> None:
    await room.ask("/ship review remind:19:30")
    room.clock.forward(days=2)
    await room.steps()
    assert room.board.told == []


async def test_a_reminder_ends_with_the_button_of_its_message_also_from_a_private_conversation(room: Room) -> None:
    room = await remember(room, 2)
    await room.ask("/ship review remind:09:00")
    room.clock.forward(hours=1)
    await room.steps()
    ((_, text),) = room.board.told
    found = re.search(r"unremind (\w+)", text)
    assert found is not None
    token = found[1]
    private = room.elsewhere("dm-ana")
    assert (await private.say(f"unremind {token}")).startswith("You get no more reminders of reviews.")
    assert await private.outcome(f"unremind {token}") is Outcome.NOT_FOUND
    room.clock.forward(days=1)
    await room.steps()
    assert len(room.board.told) == 1


async def test_a_reminder_can_be_moved_and_ended_by_typing(room: Room) -> None:
    room = await remember(room)
    await room.ask("/ship review remind:on")
    assert "Monday 23 November, 19:30 UTC" in await room.say("/ship review remind:19:30")
    assert await room.say("/ship review remind:off") == "You get no more reminders of reviews."
    room.clock.forward(days=1)
    await room.steps()
    assert room.board.told == []
    assert (
        await room.say("/ship review remind:never")
        == "Type remind:on, remind:off, or a time of day such as remind:19:30."
    )


async def test_reviews_and_reminders_are_exported_and_forgotten(any_room: Room) -> None:
    room = await remember(any_room)
    await room.ask("/ship review")
    await room.ask(await right_line(room, 1))
    await room.ask("/ship quiz")
    await room.ask("/ship review remind:on")
    said = await room.say("/ship me")
    kept = ("Practice: 1 round you", "Practised alone: 2 questions", "Reviews: 1 question", "Reminders: 1 time")
    assert all(line in said for line in kept), said
    await room.ask("/ship me forget everything")
    said = await room.say("/ship me")
    assert not any(line.partition(":")[0] in said for line in kept)


CARDS = st.lists(
    st.builds(
        Card,
        st.sampled_from([question.id for question in BANK.questions]),
        st.just("1"),
        st.integers(-30, 30).map(lambda days: MONDAY.date() + timedelta(days=days)),
        st.sampled_from([None, {"stability": 2.0}]),
        st.none() | st.integers(-3, 0).map(lambda days: MONDAY.date() + timedelta(days=days)),
    ),
    max_size=30,
    unique_by=lambda card: card.question_id,
)


@given(CARDS)
def test_no_day_has_more_than_five_new_cards_and_none_is_lost(cards: list[Card]) -> None:
    today = MONDAY.date()
    found = deck(cards, today)
    started = sum(card.first_on == today for card in cards)
    new = [card for card in found.due if card.memory is None]
    assert len(new) + started <= max(MOST_NEW, started)
    assert [card for card in cards if card.memory and card.due_on <= today and card not in found.due] == []
    left = [card for card in cards if card not in found.due]
    assert (found.next_on is None) == (not left)
    assert found.next_on is None or found.next_on > today


@given(
    st.lists(st.tuples(st.sampled_from(Rating), st.integers(1, 400)), min_size=1, max_size=20),
    st.sampled_from(["Europe/London", "Asia/Kathmandu", "Pacific/Apia", "America/Los_Angeles"]),
)
def test_a_card_never_comes_back_on_the_same_day_nor_after_more_than_a_year(
    history: list[tuple[Rating, int]], zone: str
) -> None:
    memory: Memory | None = None
    at = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)
    for rating, days in history:
        today = at.astimezone(ZoneInfo(zone)).date()
        due: dict[Rating, int] = {}
        for each in Rating:
            _, day = reviewed(memory, each, at, ZoneInfo(zone))
            due[each] = (day - today).days
        assert 1 <= due[Rating.AGAIN] <= due[Rating.HARD] <= due[Rating.GOOD] <= due[Rating.EASY] <= 366
        memory, _ = reviewed(memory, rating, at, ZoneInfo(zone))
        at += timedelta(days=days)


def test_a_wrong_answer_leaves_nothing_to_say() -> None:
    assert [len(ratings_for(percent)) for percent in (0, 50, 100)] == [0, 2, 4]
