"""Which questions a live quiz asks: such that presses answer, those longest unasked first, none whose key is a secret."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from commands.live.quiz import OWN
from commands.quiz.selection import draws
from commands.request import Group
from commands.store import Transaction, live_rounds, own, verdicts
from content.bank import Bank, Question
from content.questions import CHOICE, family_of

Draws = Sequence[Question]
"""One question, or what its template makes of it with several values."""


async def fitting(transaction: Transaction, bank: Bank, group: Group, topic: str | None) -> list[Draws]:
    """Returns the questions that a live quiz of the group may ask on a topic, or on all of them.

    None is out of rotation, and none is asked by the open daily question. Own questions that wait for their day are
    asked only where a captain wants own ones.
    """
    secret = set(map(family_of, await live_rounds.secret(transaction, group)))
    if topic != OWN:
        secret |= {question.family for question in await own.queue(transaction, group)}
    out = await verdicts.out(transaction, group)
    known = await own.bank_of(transaction, bank, group)
    asked = [each for each in known.questions if each.kind in CHOICE and each.family not in secret]
    found = [draws(known, each, out) for each in asked if _is_on(topic, each)]
    return [each for each in found if each]


def _is_on(topic: str | None, question: Question) -> bool:
    return question.is_own if topic == OWN else topic in {None, question.topic}


def choose(allowed: Sequence[Draws], asked: Sequence[str], rng: Random) -> Question | None:
    """Returns a question at random among those longest not `asked`, oldest first; None where none is `allowed`."""
    last_asked = {family_of(question_id): position for position, question_id in enumerate(asked)}
    if not allowed:
        return None
    since = [last_asked.get(each[0].family, -1) for each in allowed]
    return rng.choice(rng.choice([each for each, at in zip(allowed, since, strict=True) if at == min(since)]))
