"""Which question comes next: unseen first, topics in rotation, near the group's level."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from content.bank import Bank, Question

PRESSABLE = frozenset({"single", "truefalse"})
"""Kinds whose answer is one press."""


def choose(bank: Bank, asked: Sequence[str], level: int, rng: Random) -> Question:
    """Returns the next daily question for a group that was `asked` these ids before, oldest first."""
    last_asked = {question_id: position for position, question_id in enumerate(asked)}
    topics = {bank.get(each).topic: position for each, position in last_asked.items() if each in bank}

    def staleness(question: Question) -> tuple[int, int, int]:
        return (
            last_asked.get(question.id, -1),
            topics.get(question.topic, -1),
            abs(question.difficulty - level),
        )

    pressable = [question for question in bank.questions if question.kind in PRESSABLE]
    best = min(map(staleness, pressable))
    return rng.choice([question for question in pressable if staleness(question) == best])


def shuffled(question: Question, rng: Random) -> tuple[int, ...]:
    """Returns the order in which the options are shown, as indexes into `question.options`.

    True/false keeps its order: learners expect True first.
    """
    order = list(range(len(question.options)))
    if question.kind != "truefalse":
        rng.shuffle(order)
    return tuple(order)
