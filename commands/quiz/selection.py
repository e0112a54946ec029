"""Which question comes next: unseen first, topics in rotation, weak ones more often, near the group's level.

Pure functions over what the group was asked before. Figures: a topic comes once before any comes twice, then by its
share (`content/topics.py`), which a weak topic has nearly doubled. Only what is left after these steps is chance.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from math import exp, log
from random import Random

from content.bank import Bank, Kind, Question
from content.questions import family_of
from content.topics import TOPICS

PRESSABLE = frozenset({Kind.SINGLE, Kind.TRUEFALSE})
"""Kinds whose answer is one press."""

ANSWERABLE = frozenset(Kind) - {Kind.HANDS_ON}
"""Kinds that can be answered anywhere; what is done by hand needs a sandbox."""

Item = tuple[str, str]
"""A question in one version: its id and version."""

_AIM = 0.7
"""Share of right answers on the group's level: most succeed, and few find it idle."""

_STEP = 0.25
"""How far one question can move the level: with all answers right, some 20 questions move it up by one."""

_FEWEST_ANSWERS = 3
"""Below this many answers, a question says more of its learners than of the group."""


@dataclass(frozen=True, slots=True)
class Past:
    """A question that a group was asked, how many answered, and the sum of how right they were, each 0 to 1."""

    question_id: str
    answers: int = 0
    right: float = 0.0


def choose(
    bank: Bank,
    past: Sequence[Past],
    level: int,
    rng: Random,
    *,
    out: Collection[Item] = frozenset(),
    kinds: Collection[Kind] = ANSWERABLE,
) -> Question | None:
    """Returns the next daily question of a group that had these, oldest first; None where every one is `out`.

    The group's own questions come first, in their order. The first of ours is answered by a press, so that everybody
    sees how it goes. `level` is what the group began with.
    """
    fitting = [each for each in bank.questions if each.kind in kinds and draws(bank, each, out)]
    seen = {family_of(each.question_id) for each in past}
    waiting = [question for question in fitting if question.is_own and question.family not in seen]
    if waiting:
        return waiting[0]
    if not past:
        fitting = [question for question in fitting if question.kind in PRESSABLE] or fitting
    if not fitting:
        return None
    fresh = [question for question in fitting if question.family not in seen] or _longest_ago(fitting, past)
    now = level_after(bank, past, level)
    on_topic = _best(fresh, _turn(bank, past))
    chosen = rng.choice(_best(on_topic, lambda question: -abs(question.difficulty - now)))
    return rng.choice(draws(bank, chosen, out))


def draws(bank: Bank, question: Question, out: Collection[Item]) -> list[Question]:
    """Returns the question, or all that its template made, without those that are out."""
    return [each for each in bank.varieties(question) if (each.id, each.version) not in out]


def _longest_ago(fitting: list[Question], past: Sequence[Past]) -> list[Question]:
    """Returns the half that was asked longest ago: nothing comes again soon, and there is still a choice."""
    last = {family_of(each.question_id): position for position, each in enumerate(past)}
    ordered = sorted(fitting, key=lambda question: last[question.family])
    return ordered[: (len(ordered) + 1) // 2]


def _turn(bank: Bank, past: Sequence[Past]) -> Callable[[Question], tuple[bool, float]]:
    """Returns how much a question's topic has its turn: those never asked first, then by time since and weight."""
    last = {
        bank.get(each.question_id).topic: position for position, each in enumerate(past) if each.question_id in bank
    }
    right = right_by_topic(bank, past)

    def turn(question: Question) -> tuple[bool, float]:
        topic = question.topic
        if topic not in last:
            return True, 0
        return False, (len(past) - last[topic]) * TOPICS[topic].share * (2 - right.get(topic, 0.5))

    return turn


def _best(questions: Iterable[Question], worth: Callable[[Question], float | tuple[bool, float]]) -> list[Question]:
    """Returns the questions of the greatest worth, of which there is at least one."""
    found = [(worth(question), question) for question in questions]
    most = max(each for each, _ in found)
    return [question for each, question in found if each == most]


def right_by_topic(bank: Bank, past: Iterable[Past]) -> dict[str, float]:
    """Returns the share of right answers by topic, drawn towards a half where few answered: (right + 1) / (answers + 2)."""
    answers: dict[str, int] = {}
    right: dict[str, float] = {}
    for each in past:
        if each.answers and each.question_id in bank:
            topic = bank.get(each.question_id).topic
            answers[topic] = answers.get(topic, 0) + each.answers
            right[topic] = right.get(topic, 0.0) + each.right
    return {topic: (right[topic] + 1) / (count + 2) for topic, count in answers.items()}


def level_after(bank: Bank, past: Iterable[Past], level: float) -> float:
    """Returns the group's level, 1 to 5, after these questions: each moves it by how much better the group did than
    was to be expected at that difficulty, as Elo's ratings move (Pelánek 2016, "Applications of the Elo rating system
    in adaptive educational systems")."""
    for each in past:
        if each.answers >= _FEWEST_ANSWERS and each.question_id in bank:
            expected = _expected(level - bank.get(each.question_id).difficulty)
            level = min(max(level + _STEP * (each.right / each.answers - expected), 1.0), 5.0)
    return level


def _expected(ahead: float) -> float:
    """Returns the share of right answers to expect from a group that is so many levels ahead of a question."""
    return 1 / (1 + exp(-(log(_AIM / (1 - _AIM)) + ahead)))


def shuffled(question: Question, rng: Random) -> tuple[int, ...]:
    """Returns the order in which the options or steps are shown, as indexes into the question's own.

    True/false keeps its order: learners expect True first. A question that is answered in words has none.
    """
    order = list(range(len(question.options or question.sequence)))
    if question.kind is not Kind.TRUEFALSE:
        rng.shuffle(order)
    return tuple(order)
