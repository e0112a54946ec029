"""Points of a live quiz fall with time, never for reflex, and never below half."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from room import MONDAY
from writing import read, written

from commands.live.quiz import LiveAnswer, gained, points
from content.bank import Question

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


def question(kind: str, right: Sequence[int]) -> Question:
    options = "".join(f"- [{'x' if each in right else ' '}] Option number {each}\n" for each in range(4))
    return read(written(head={"kind": kind}, options=options))


@given(st.lists(st.tuples(st.integers(0, 3), TAKEN), max_size=30), st.integers(0, 3), ALLOWED)
def test_a_wrong_answer_gives_nothing_and_takes_nothing(
    given_: list[tuple[int, timedelta]], right: int, allowed: timedelta
) -> None:
    answers = [LiveAnswer(who, (chosen,), MONDAY + taken) for who, (chosen, taken) in enumerate(given_)]
    assert gained(answers, question("single", [right]), MONDAY, allowed) == {
        who: points(taken, allowed) if chosen == right else 0 for who, (chosen, taken) in enumerate(given_)
    }


@pytest.mark.parametrize(
    ("chosen", "earned"), [((0, 1), 100), ((0,), 50), ((0, 1, 2), 50), ((0, 2), 0), ((2, 3), 0), ((0, 1, 2, 3), 0)]
)
def test_of_several_right_options_each_gives_its_part_and_each_wrong_one_takes_it_back(
    chosen: tuple[int, ...], earned: int
) -> None:
    answer = LiveAnswer(1, chosen, MONDAY)
    assert gained([answer], question("multiple", [0, 1]), MONDAY, timedelta(seconds=20)) == {1: earned}
