"""A learner's reviews as they are kept: what is due, and what an answer changes."""

from __future__ import annotations

from datetime import date, datetime

from commands.quiz import repetition
from commands.quiz.practice import ALONE, Try
from commands.quiz.repetition import Card, Deck, Rating
from commands.quiz.withheld import Withheld
from commands.request import Group, Learner
from commands.store import Transaction, decks
from content.bank import Bank


async def cards_of(transaction: Transaction, learner: Learner, bank: Bank) -> list[Card]:
    """Returns a learner's cards. Those of questions that are gone or say something else by now leave quietly."""
    cards = await decks.of_learner(transaction, learner)
    live = {
        question.id: question.version
        for question in bank.entries
        if question.status == "live" and question.kind in ALONE
    }
    gone = [each.question_id for each in cards if live.get(each.question_id) != each.question_version]
    if gone:
        await decks.drop(transaction, learner, gone)
    return [each for each in cards if each.question_id not in gone]


async def deck_of(transaction: Transaction, learner: Learner, bank: Bank, today: date, withheld: Withheld) -> Deck:
    """Returns what of a learner's reviews is due."""
    cards = await cards_of(transaction, learner, bank)
    secret = frozenset(each.question_id for each in cards if withheld.is_secret(each.question_id))
    return repetition.deck([each for each in cards if not withheld.is_out(each.question_id)], today, secret)


async def rate(transaction: Transaction, group: Group, learner: Learner, given: Try, rating: Rating) -> None:
    """Notes how well the card of an answered try was remembered, in place of what was noted for that answer before."""
    assert given.answered_at is not None
    memory, due_on = repetition.reviewed(given.memory_before, rating, given.answered_at, group.zone)
    today = given.answered_at.astimezone(group.zone).date()
    await decks.move(transaction, learner, given.question_id, memory, due_on, today)


def is_latest(card: Card, given: Try) -> bool:
    """Says whether a card was reviewed last by this try."""
    return card.memory is not None and datetime.fromisoformat(card.memory["last_review"]) == given.answered_at
