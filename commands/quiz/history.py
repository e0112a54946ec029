"""How a learner's questions went so far, in daily rounds and alone."""

from __future__ import annotations

from commands.quiz.practice import Result
from commands.quiz.scoring import worth
from commands.request import Learner
from commands.store import Transaction, practices
from content.bank import Bank


async def results_of(transaction: Transaction, learner: Learner, bank: Bank) -> list[Result]:
    """Returns every answer to a question that the bank still has, of closed rounds and of practice and reviews."""
    daily = [
        Result(question_id, points >= worth(bank.get(question_id)), at)
        for question_id, points, at in await practices.daily_results(transaction, learner)
        if question_id in bank
    ]
    alone = [
        Result(question_id, percent == 100, at)
        for question_id, percent, at in await practices.results(transaction, learner)
        if question_id in bank
    ]
    return daily + alone
