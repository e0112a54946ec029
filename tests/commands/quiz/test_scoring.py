"""Points, streaks and ranks, against slow and obvious models."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from room import BANK

from commands.quiz.scoring import Streak, is_right, points, ranked, streak, worth
from content.bank import Option, Question

SINGLE = next(question for question in BANK.questions if question.kind == "single")


def with_key(*right: bool, difficulty: int = 1) -> Question:
    """Returns a question whose options are right or wrong as given."""
    options = tuple(Option(f"option {n}", correct, "A word on it.") for n, correct in enumerate(right))
    return replace(SINGLE, options=options, difficulty=difficulty)


def test_a_right_answer_gives_ten_points_and_two_more_per_level() -> None:
    assert [worth(with_key(True, False, difficulty=level)) for level in (1, 2, 3, 4, 5)] == [10, 12, 14, 16, 18]


def test_a_wrong_answer_gives_nothing() -> None:
    assert points(with_key(True, False, False), (1,)) == 0


def test_half_of_two_right_options_gives_half_the_points() -> None:
    assert points(with_key(True, True, False, False), (0,)) == 5


def test_a_false_pick_takes_back_what_a_right_one_gave_but_never_below_zero() -> None:
    question = with_key(True, True, False, False)
    assert points(question, (0, 1, 2)) == 5
    assert points(question, (2, 3)) == 0


@given(st.lists(st.booleans(), min_size=2, max_size=6).filter(any), st.sets(st.integers(0, 5)), st.integers(1, 5))
def test_full_points_are_given_exactly_for_the_right_set(key: list[bool], chosen: set[int], difficulty: int) -> None:
    question = with_key(*key, difficulty=difficulty)
    picked = tuple(index for index in sorted(chosen) if index < len(key))
    assert (points(question, picked) == worth(question)) is is_right(question, picked)
    assert is_right(question, picked) is ([index in chosen for index in range(len(key))] == key)


def test_a_missed_question_ends_a_streak_that_has_no_freeze() -> None:
    assert streak([True, False, True, True]) == Streak(now=2, longest=2, freezes=0)
    assert streak([True, True, False]) == Streak(now=0, longest=2, freezes=0)


def test_seven_answers_in_a_row_give_a_freeze_that_a_missed_question_takes_by_itself() -> None:
    assert streak([True] * 7) == Streak(7, 7, freezes=1)
    assert streak([True] * 7 + [False]) == Streak(7, 7, freezes=0)
    assert streak([True] * 7 + [False, True]) == Streak(8, 8, freezes=0)
    assert streak([True] * 7 + [False, False]) == Streak(0, 7, freezes=0)


def test_two_freezes_are_held_at_most() -> None:
    assert streak([True] * 100).freezes == 2
    assert streak([True] * 100 + [False] * 3).now == 0


@given(st.lists(st.booleans(), max_size=60))
def test_a_streak_is_what_following_the_rules_day_by_day_gives(answered: list[bool]) -> None:
    lengths, freezes = [0], 0
    for day in answered:
        if day:
            lengths.append(lengths[-1] + 1)
            if lengths[-1] in range(0, 1000, 7) and freezes < 2:
                freezes = freezes + 1
        elif freezes == 0:
            lengths.append(0)
        else:
            freezes -= 1
    assert streak(answered) == Streak(lengths[-1], max(lengths), freezes)


@given(st.lists(st.booleans(), max_size=40), st.booleans())
def test_the_longest_streak_never_falls(answered: list[bool], another: bool) -> None:
    assert streak([*answered, another]).longest >= streak(answered).longest


def test_ties_share_a_rank_and_the_next_rank_is_left_out() -> None:
    standings = ranked([(1, "Ana", 10), (2, "Ben", 30), (3, "Caro", 20), (4, "Dan", 20)])
    assert [(each.rank, each.name) for each in standings] == [(1, "Ben"), (2, "Caro"), (2, "Dan"), (4, "Ana")]


@given(st.lists(st.integers(0, 5)))
def test_a_rank_is_one_more_than_the_number_of_learners_with_more_points(totals: list[int]) -> None:
    standings = ranked([(learner, "someone", total) for learner, total in enumerate(totals)])
    for each in standings:
        assert each.rank == 1 + sum(total > each.points for total in totals)


@given(st.lists(st.booleans(), min_size=2, max_size=6).filter(any), st.sets(st.integers(0, 5)), st.integers(1, 5))
def test_points_are_the_share_that_counting_picks_one_by_one_gives(
    key: list[bool], chosen: set[int], difficulty: int
) -> None:
    picked = [index for index in sorted(chosen) if index < len(key)]
    balance = 0
    for index in picked:
        balance += 1 if key[index] else -1
    full = {1: 10, 2: 12, 3: 14, 4: 16, 5: 18}[difficulty]
    expected = next(whole for whole in range(full, -1, -1) if whole * key.count(True) <= full * max(balance, 0))
    assert points(with_key(*key, difficulty=difficulty), tuple(picked)) == expected
