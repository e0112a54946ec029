"""Which questions a live quiz asks: such that a press answers, those longest unasked first, and none whose key is a secret."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from random import Random

from commands.quiz.selection import PRESSABLE, Item
from content.bank import Bank, Question


def fitting(bank: Bank, topic: str | None, out: Collection[Item] = frozenset()) -> list[Question]:
    """Returns the questions that a live quiz on a topic, or on all of them, may ask; none that is `out` of rotation."""
    asked = (each for each in bank.questions if each.kind in PRESSABLE and topic in {None, each.topic})
    return [each for each in asked if (each.id, each.version) not in out]


def choose(allowed: Sequence[Question], asked: Sequence[str], rng: Random) -> Question | None:
    """Returns a question at random among those longest not `asked`, oldest first; None where none is `allowed`."""
    last_asked = {question_id: position for position, question_id in enumerate(asked)}
    if not allowed:
        return None
    stalest = min(last_asked.get(each.id, -1) for each in allowed)
    return rng.choice([each for each in allowed if last_asked.get(each.id, -1) == stalest])
