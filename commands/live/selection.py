"""Which questions a live quiz asks: such that a press answers, those longest unasked first, and none whose key is a secret."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from random import Random

from commands.quiz.selection import PRESSABLE
from content.bank import Bank, Question


def fitting(bank: Bank, topic: str | None) -> list[Question]:
    """Returns the questions that a live quiz on a topic, or on all of them, may ask."""
    return [each for each in bank.questions if each.kind in PRESSABLE and topic in {None, each.topic}]


def choose(
    bank: Bank, topic: str | None, *, asked: Sequence[str], without: Collection[str], rng: Random
) -> Question | None:
    """Returns a question at random among those longest not `asked`, oldest first; None where all are ruled out."""
    last_asked = {question_id: position for position, question_id in enumerate(asked)}
    allowed = [each for each in fitting(bank, topic) if each.id not in without]
    if not allowed:
        return None
    stalest = min(last_asked.get(each.id, -1) for each in allowed)
    return rng.choice([each for each in allowed if last_asked.get(each.id, -1) == stalest])
