"""Which question comes next, over any history of a group."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from room import BANK

from commands.quiz.selection import ANSWERABLE, PRESSABLE, Past, choose, level_after
from content.bank import Bank, Question
from content.topics import TOPICS

FITTING = [question for question in BANK.questions if question.kind in ANSWERABLE]
seeds = st.integers(0, 2**32)
levels = st.integers(1, 5)
long_histories = settings(max_examples=15)


def asked(
    days: int, seed: int, *, bank: Bank = BANK, level: int = 2, right: dict[str, float] | None = None
) -> list[Question]:
    """The questions of so many days; learners are right by topic, or the days have no answers at all."""
    rng, past, found = Random(seed), list[Past](), list[Question]()
    for _ in range(days):
        question = choose(bank, past, level, rng)
        assert question is not None
        share = (right or {}).get(question.topic)
        past.append(Past(question.id) if share is None else Past(question.id, 10, 10 * share))
        found.append(question)
    return found


@long_histories
@given(seeds, levels)
def test_no_question_comes_again_before_all_that_fit_have_been_asked(seed: int, level: int) -> None:
    found = asked(len(FITTING), seed, level=level)
    assert {question.family for question in found} == {question.family for question in FITTING}


@long_histories
@given(seeds)
def test_once_all_have_been_asked_none_comes_again_soon(seed: int) -> None:
    few = Bank(FITTING[:10])
    found = [question.family for question in asked(40, seed, bank=few)]
    gaps = [
        later - earlier for earlier in range(40) for later in range(earlier + 1, 40) if found[earlier] == found[later]
    ]
    assert min(gaps) >= 5


@long_histories
@given(seeds, levels)
def test_every_topic_comes_once_before_any_comes_twice(seed: int, level: int) -> None:
    topics = [question.topic for question in asked(len(BANK.topics), seed, level=level)]
    assert sorted(topics) == sorted(topic.name for topic in BANK.topics)


@long_histories
@given(seeds)
def test_the_first_question_is_answered_by_a_press(seed: int) -> None:
    (first,) = asked(1, seed)
    assert first.kind in PRESSABLE


@long_histories
@given(seeds, levels)
def test_the_same_chance_and_history_give_the_same_question(seed: int, level: int) -> None:
    assert asked(20, seed, level=level) == asked(20, seed, level=level)


@long_histories
@given(seeds, st.sets(st.sampled_from(FITTING), max_size=len(FITTING)))
def test_what_is_out_of_the_rotation_never_comes(seed: int, out: set[Question]) -> None:
    items = {(question.id, question.version) for question in out}
    rng, past = Random(seed), list[Past]()
    for _ in range(30):
        question = choose(BANK, past, 2, rng, out=items)
        if question is None:
            assert len(out) == len(FITTING)
            return
        assert question not in out
        past.append(Past(question.id))


def test_a_question_comes_back_in_a_new_version_though_its_old_one_is_out() -> None:
    old = FITTING[0]
    mended = replace(old, version="mended")
    assert choose(Bank([mended]), [], 2, Random(1), out={(old.id, old.version)}) == mended


def test_a_weak_topic_comes_more_often_than_a_strong_one_of_the_same_share() -> None:
    weak, strong = "building-images", "tags-and-digests"
    assert TOPICS[weak].share == TOPICS[strong].share
    plenty = Bank(
        replace(question, id=f"{question.id}-{copy}") for question in FITTING for copy in range(5)
    )  # so that no topic runs dry
    right = {topic.name: 0.7 for topic in BANK.topics} | {weak: 0.1, strong: 1.0}
    counts = Counter(question.topic for question in asked(200, 1, bank=plenty, right=right))
    assert counts[weak] > 1.5 * counts[strong]


def test_without_answers_topics_come_by_their_share() -> None:
    plenty = Bank(replace(question, id=f"{question.id}-{copy}") for question in FITTING for copy in range(10))
    counts = Counter(question.topic for question in asked(300, 1, bank=plenty))
    for topic in BANK.topics:
        assert abs(counts[topic.name] / 300 - topic.share / 100) < 0.02


def test_of_a_topic_the_question_nearest_the_groups_level_comes() -> None:
    ladder = Bank(replace(FITTING[0], id=f"q{level}", difficulty=level) for level in range(1, 6))
    for level in range(1, 6):
        question = choose(ladder, [], level, Random(1))
        assert question is not None
        assert question.difficulty == level


def results(question: Question, share: float, days: int) -> list[Past]:
    return [Past(question.id, 10, 10 * share)] * days


def test_a_group_that_is_always_right_climbs_a_level_in_some_three_weeks_and_no_faster() -> None:
    level_two = next(question for question in FITTING if question.difficulty == 2)
    assert 2.5 < level_after(BANK, results(level_two, 1.0, 10), 2) < 3
    assert level_after(BANK, results(level_two, 1.0, 21), 2) > 3


def test_a_group_that_does_as_expected_stays_on_its_level() -> None:
    level_two = next(question for question in FITTING if question.difficulty == 2)
    assert abs(level_after(BANK, results(level_two, 0.7, 100), 2) - 2) < 0.01


@given(st.lists(st.tuples(st.sampled_from(FITTING), st.integers(0, 30), st.floats(0, 1))), levels)
def test_the_level_stays_within_its_bounds_and_moves_slowly(
    days: list[tuple[Question, int, float]], level: int
) -> None:
    past = [Past(question.id, answers, answers * share) for question, answers, share in days]
    reached = level_after(BANK, past, level)
    assert 1 <= reached <= 5
    assert abs(reached - level) <= 0.25 * len(past)


@given(levels)
def test_two_learners_alone_do_not_move_the_level(level: int) -> None:
    assert level_after(BANK, [Past(FITTING[0].id, 2, 0.0)] * 50, level) == level
