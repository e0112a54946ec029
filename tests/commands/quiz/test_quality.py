"""How good a question is, held against slow obvious models and known figures."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product
from random import Random
from statistics import correlation, mean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from room import BANK

from commands.quiz import quality
from commands.quiz.quality import Sums, Suspicion
from commands.quiz.round import Chosen
from content.bank import Kind, Question
from content.questions import Option

SINGLE = next(each for each in BANK.questions if each.kind is Kind.SINGLE and len(each.options) == 4)
MULTIPLE = next(each for each in BANK.questions if each.kind is Kind.MULTIPLE)
RIGHT = next(index for index, option in enumerate(SINGLE.options) if option.correct)
WRONG = [index for index in range(4) if index != RIGHT]

Given = list[tuple[Chosen, float | None]]
answers: st.SearchStrategy[Given] = st.lists(
    st.tuples(st.integers(0, 3).map(lambda index: (index,)), st.none() | st.floats(0, 20)), max_size=120
)


def is_right(chosen: Chosen) -> float:
    return float(chosen == (RIGHT,))


@given(answers)
def test_the_share_right_is_that_of_the_answers(given: Given) -> None:
    share = quality.difficulty(quality.summed(SINGLE, given))
    assert share == (pytest.approx(mean(is_right(chosen) for chosen, _ in given)) if given else None)


@given(answers)
def test_discrimination_is_the_plain_correlation_with_the_other_scores(given: Given) -> None:
    pairs = [(is_right(chosen), score) for chosen, score in given if score is not None]
    found = quality.discrimination(quality.summed(SINGLE, given))
    if len(pairs) < quality.FEWEST:
        assert found is None
    elif found is not None:
        assert found == pytest.approx(correlation(*zip(*pairs, strict=True)), abs=1e-4)


def test_discrimination_is_what_the_textbook_formula_of_the_point_biserial_gives() -> None:
    """(mean of those right - mean of those wrong) / standard deviation * sqrt(p q); Crocker & Algina 1986, eq. 14.5."""
    rng = Random(7)
    given: Given = [((rng.randrange(4),), rng.gauss(10, 3)) for _ in range(60)]
    scores = [score for _, score in given if score is not None]
    of_right = [score for chosen, score in given if is_right(chosen) and score is not None]
    of_wrong = [score for chosen, score in given if not is_right(chosen) and score is not None]
    p = len(of_right) / 60
    expected = (mean(of_right) - mean(of_wrong)) / pstdev(scores) * math.sqrt(p * (1 - p))
    assert quality.discrimination(quality.summed(SINGLE, given)) == pytest.approx(expected)


@given(answers, answers)
def test_sums_of_parts_are_the_sums_of_the_whole(one: Given, other: Given) -> None:
    apart = quality.summed(SINGLE, one) + quality.summed(SINGLE, other)
    whole = quality.summed(SINGLE, one + other)
    assert (apart.answers, apart.chosen, apart.known) == (whole.answers, whole.chosen, whole.known)
    assert apart.item_times_rest == pytest.approx(whole.item_times_rest)


def test_answers_that_are_all_alike_discriminate_nothing() -> None:
    all_right: Given = [((RIGHT,), float(score)) for score in range(40)]
    same_score: Given = [((index % 4,), 12.0) for index in range(40)]
    assert quality.discrimination(quality.summed(SINGLE, all_right)) is None
    assert quality.discrimination(quality.summed(SINGLE, same_score)) is None


def chosen_by(counts: dict[int, int]) -> Sums:
    return quality.summed(SINGLE, [((index,), None) for index, count in counts.items() for _ in range(count)])


def test_an_option_that_fewer_than_one_in_twenty_choose_is_dead_from_a_hundred_answers_on() -> None:
    counts = {RIGHT: 60, WRONG[0]: 31, WRONG[1]: 5, WRONG[2]: 4}
    assert quality.dead_options(SINGLE, chosen_by(counts)) == (WRONG[2],)
    assert quality.dead_options(SINGLE, chosen_by({**counts, RIGHT: 59})) == ()


def test_the_right_option_is_never_dead() -> None:
    assert quality.dead_options(SINGLE, chosen_by({WRONG[0]: 50, WRONG[1]: 50, WRONG[2]: 50})) == ()


def test_chance_is_what_guessing_gives() -> None:
    assert quality.chance(SINGLE) == 0.25
    assert quality.chance(next(each for each in BANK.questions if each.kind is Kind.TRUEFALSE)) == 0.5
    assert quality.chance(next(each for each in BANK.questions if each.kind is Kind.COMMAND)) == 0
    order = next(each for each in BANK.questions if each.kind is Kind.ORDER)
    assert quality.chance(order) == 1 / math.factorial(len(order.sequence))


@given(st.lists(st.booleans(), min_size=4, max_size=6).filter(lambda key: sum(key) >= 2 and not all(key)))
def test_chance_of_several_letters_is_the_mean_over_every_set(key: list[bool]) -> None:
    question = replace(MULTIPLE, options=tuple(Option(f"o{i}", right, "why") for i, right in enumerate(key)))
    scores = []
    for picks in product((False, True), repeat=len(key)):
        if any(picks):
            hits = sum(pick and right for pick, right in zip(picks, key, strict=True))
            scores.append(max(hits - (sum(picks) - hits), 0) / sum(key))
    assert quality.chance(question) == pytest.approx(mean(scores))


def test_the_upper_end_of_wilsons_interval_solves_its_equation() -> None:
    """It is the share that lies z standard errors above the one that was seen (Wilson 1927)."""
    for share, count in ((0.1, 30), (0.5, 40), (0.0, 100)):
        upper = quality.highest(share, count)
        assert upper - share == pytest.approx(1.645 * math.sqrt(upper * (1 - upper) / count))


def learners(question: Question, rng: Random, count: int, *, key: int) -> Given:
    """Answers of simulated learners to a good question whose key is `key`: who knows more is more often right."""
    found: Given = []
    for _ in range(count):
        skill = rng.gauss(0, 1)
        knows = rng.random() < 1 / (1 + math.exp(-skill))
        score = mean(rng.random() < 1 / (1 + math.exp(-skill)) for _ in range(20))
        found.append(((key if knows else rng.randrange(len(question.options)),), score))
    return found


def test_a_good_question_is_seldom_suspected_however_often_it_is_looked_at() -> None:
    rng, suspected = Random(3), 0
    for _ in range(100):
        given = learners(SINGLE, rng, 120, key=RIGHT)
        looks = [quality.summed(SINGLE, given[:count]) for count in range(8, 121, 8)]
        suspected += any(quality.suspicion(SINGLE, sums) for sums in looks)
    assert suspected <= 2


def test_a_wrong_key_is_found_out() -> None:
    rng = Random(4)
    found = [
        quality.suspicion(SINGLE, quality.summed(SINGLE, learners(SINGLE, rng, 100, key=WRONG[0]))) for _ in range(50)
    ]
    assert found.count(None) <= 2


def test_too_few_answers_speak_against_no_question() -> None:
    given: Given = [((WRONG[0],), 20.0), ((RIGHT,), 0.0)] * 14
    assert quality.suspicion(SINGLE, quality.summed(SINGLE, given)) is None
    assert quality.suspicion(SINGLE, quality.summed(SINGLE, given * 2)) is Suspicion.BACKWARDS


def test_a_question_on_which_guessing_does_better_is_suspect() -> None:
    assert quality.suspicion(SINGLE, chosen_by({RIGHT: 3, WRONG[0]: 27})) is Suspicion.BELOW_CHANCE
    assert quality.suspicion(SINGLE, chosen_by({RIGHT: 6, WRONG[0]: 24})) is None
