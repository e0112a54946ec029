"""What answers say of a question: kept when a round closes, and acted on where they speak against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog

from commands.quiz import quality
from commands.quiz.round import Answer, Round
from commands.store import Transaction, results, verdicts
from commands.store.verdicts import Reason
from content.bank import Question

_log = structlog.get_logger(__name__)


async def judge(
    transaction: Transaction, round_: Round, question: Question, given: Sequence[Answer], now: datetime
) -> None:
    """Keeps what a round's answers add up to; takes its question out of all rotations where they speak against it.

    Answers to a corrected key say nothing of the question as it is. What an operator has released stays in.
    """
    if round_.key is not None or not given:
        return
    scores = await results.rests(transaction, round_, now)
    sums = quality.summed(question, [(each.chosen, scores.get(each.learner_id)) for each in given])
    item = await results.record(transaction, round_, sums)
    suspicion = quality.suspicion(question, await results.of_item(transaction, item))
    if suspicion is not None and not await verdicts.is_settled(transaction, item):
        await verdicts.add(transaction, item, Reason(suspicion), now, out=True, group_id=None)
        _log.warning("took a question out of rotation", question=question.id, reason=suspicion)


async def set_aside(transaction: Transaction, round_: Round, now: datetime) -> None:
    """Takes the question of a round that a captain corrects out of the group's rotation, and its answers out of what is
    known of it."""
    item = await results.drop(transaction, round_)
    await verdicts.add(transaction, item, Reason.CORRECTED, now, out=True, group_id=round_.group_id)
