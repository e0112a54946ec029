"""Questions that nobody of a group may practise now."""

from __future__ import annotations

from dataclasses import dataclass

from commands.request import Group
from commands.store import Transaction, own, practices, verdicts
from content.questions import family_of


@dataclass(frozen=True, slots=True)
class Withheld:
    """`secret` families are asked right now, or are the group's own and still to come: their key would be told too early.
    `faulty` questions are out of rotation, or a captain has withdrawn or corrected them.
    """

    secret: frozenset[str] = frozenset()
    faulty: frozenset[str] = frozenset()

    def is_secret(self, question_id: str) -> bool:
        """Says whether a question, or one that its template makes of other values, is still to be answered in the group."""
        return family_of(question_id) in self.secret

    def is_out(self, question_id: str) -> bool:
        """Says whether a question is not asked here at all."""
        return question_id in self.faulty


async def withheld(transaction: Transaction, group: Group) -> Withheld:
    """Returns what is withheld from the learners of a group now."""
    out = {question_id for question_id, _ in await verdicts.out(transaction, group)}
    secret, corrected = await practices.secret(transaction, group), await practices.corrected(transaction, group)
    to_come = {question.id for question in await own.queue(transaction, group)}
    return Withheld(frozenset(map(family_of, secret | to_come)), frozenset(corrected | out))
