"""Which question comes next: unseen first, topics in rotation, near the group's level."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from content.bank import Bank, Kind, Question

PRESSABLE = frozenset({Kind.SINGLE, Kind.TRUEFALSE})
"""Kinds whose answer is one press."""

ANSWERABLE = frozenset(Kind) - {Kind.HANDS_ON}
"""Kinds that a round can put: what is done by hand is a lab."""


def choose(bank: Bank, asked: Sequence[str], level: int, rng: Random) -> Question:
    """Returns the next daily question for a group that was `asked` these ids before, oldest first.

    The first one is answered by a press, so that everybody sees how it goes.
    """
    last_asked = {question_id: position for position, question_id in enumerate(asked)}
    topics = {bank.get(each).topic: position for each, position in last_asked.items() if each in bank}

    def staleness(question: Question) -> tuple[int, int, int]:
        return (
            last_asked.get(question.id, -1),
            topics.get(question.topic, -1),
            abs(question.difficulty - level),
        )

    kinds = ANSWERABLE if asked else PRESSABLE
    fitting = [question for question in bank.questions if question.kind in kinds]
    best = min(map(staleness, fitting))
    return rng.choice([question for question in fitting if staleness(question) == best])


def shuffled(question: Question, rng: Random) -> tuple[int, ...]:
    """Returns the order in which the options or steps are shown, as indexes into the question's own.

    True/false keeps its order: learners expect True first. A question that is answered in words has none.
    """
    order = list(range(len(question.options or question.sequence)))
    if question.kind is not Kind.TRUEFALSE:
        rng.shuffle(order)
    return tuple(order)
