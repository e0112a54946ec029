"""Points of a live quiz fall with time, never for reflex, and never below half."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from room import MONDAY

from commands.live.quiz import LiveAnswer, gained, points

ALLOWED = st.integers(5, 120).map(lambda seconds: timedelta(seconds=seconds))
TAKEN = st.timedeltas(timedelta(), timedelta(seconds=130))


@given(st.timedeltas(timedelta(seconds=-5), timedelta(seconds=2)), ALLOWED)
def test_up_to_two_seconds_all_answers_are_worth_the_same(taken: timedelta, allowed: timedelta) -> None:
    assert points(taken, allowed) == 100


@given(TAKEN, TAKEN, ALLOWED)
def test_who_is_later_never_gets_more(one: timedelta, other: timedelta, allowed: timedelta) -> None:
    early, late = sorted((one, other))
    assert points(early, allowed) >= points(late, allowed)


@given(TAKEN, ALLOWED)
def test_a_right_answer_is_worth_half_of_the_most_at_least(taken: timedelta, allowed: timedelta) -> None:
    assert 50 <= points(taken, allowed) <= 100


def test_points_fall_in_a_straight_line_to_half_at_the_end() -> None:
    allowed = timedelta(seconds=22)
    taken = [points(timedelta(seconds=seconds), allowed) for seconds in (2, 7, 12, 17, 22)]
    assert taken == [100, 88, 75, 62, 50]


@given(st.lists(st.tuples(st.integers(0, 3), TAKEN), max_size=30), st.sets(st.integers(0, 3)), ALLOWED)
def test_a_wrong_answer_gives_nothing_and_takes_nothing(
    given_: list[tuple[int, timedelta]], key: set[int], allowed: timedelta
) -> None:
    answers = [LiveAnswer(who, chosen, MONDAY + taken) for who, (chosen, taken) in enumerate(given_)]
    earned = gained(answers, sorted(key), MONDAY, allowed)
    assert earned == {
        each.learner_id: points(each.received_at - MONDAY, allowed) if each.chosen in key else 0 for each in answers
    }
    assert all(earned[each.learner_id] == 0 for each in answers if each.chosen not in key)
