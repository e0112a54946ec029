"""Practising alone: which questions come, and how one of them is put."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from commands.quiz.round import Chosen, Shown
from content.bank import Bank, Kind, Question
from content.questions import family_of

ALONE = frozenset(Kind) - {Kind.HANDS_ON}
"""Kinds that can be practised: what is done by hand takes the group's sandbox."""


@dataclass(frozen=True, slots=True)
class Try(Shown):
    """A question put to one learner, of a practice or, without one, of a review.

    `chosen` is None until it is answered; `percent` says how right it was. `memory_before` is what the scheduler knew
    of the reviewed card before the answer.
    """

    learner_id: int
    practice_id: int | None
    question_version: str
    chosen: Chosen | None = None
    percent: int | None = None
    memory_before: Mapping[str, Any] | None = None
    answered_at: datetime | None = None

    @property
    def answer_line(self) -> str:
        return f"try {self.id}"

    @property
    def pick_line(self) -> str:
        return f"tick {self.id}"


@dataclass(frozen=True, slots=True)
class Result:
    """How one question went once, in a daily round or alone."""

    question_id: str
    right: bool
    at: datetime


def latest(past: Sequence[Result]) -> dict[str, Result]:
    """Returns how each question went the last time, by family: what a template draws is one question."""
    return {family_of(each.question_id): each for each in sorted(past, key=lambda each: each.at)}


def fitting(bank: Bank, topic: str | None = None) -> list[Question]:
    """Returns the questions that one can practise alone."""
    return [question for question in bank.questions if question.kind in ALONE and topic in {None, question.topic}]


def choose(questions: Sequence[Question], past: Mapping[str, Result], count: int, rng: Random) -> list[Question]:
    """Returns at most `count` questions: unseen and formerly wrong ones first, topics in turn, the easy ones in front.

    Questions that went right come back in the order in which they did.
    """
    left = rng.sample(questions, len(questions))
    taken: Counter[str] = Counter()
    chosen: list[Question] = []
    while left and len(chosen) < count:
        best = min(left, key=lambda each: (_right_at(past.get(each.family)), taken[each.topic]))
        left.remove(best)
        taken[best.topic] += 1
        chosen.append(best)
    return sorted(chosen, key=lambda each: each.difficulty)


def draw(draws: Sequence[Question], past: Sequence[Result], rng: Random) -> Question:
    """Returns one of what a template draws: of values that the learner has not met yet, while there are such."""
    met = {each.question_id for each in past}
    return rng.choice([each for each in draws if each.id not in met] or list(draws))


def _right_at(past: Result | None) -> float:
    return past.at.timestamp() if past is not None and past.right else 0.0
