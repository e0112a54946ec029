"""A question put to one learner alone: finding it, asking it, and telling at once how it went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from commands.errors import not_found, refused
from commands.markdown import text_of
from commands.quiz import cards
from commands.quiz.answering import ways_to_answer
from commands.quiz.choosing import written
from commands.quiz.grading import word_on
from commands.quiz.practice import Try
from commands.quiz.reveals import explained
from commands.quiz.withheld import Withheld, withheld
from commands.reply import Heading, Paragraph, Part
from commands.request import Group, Request
from commands.services import Services
from commands.store import Transaction, own, practices
from commands.text import Code, Strong, Text, say
from content.bank import Bank, Question


async def with_own(transaction: Transaction, group: Group, services: Services) -> Services:
    """Returns the services with the bank as the group has it: its own questions are practised like ours."""
    return replace(services, bank=await own.bank_of(transaction, services.bank, group))


def question_of(bank: Bank, given: Try) -> Question | None:
    """Returns the question of a try; None where it is gone or says something else by now."""
    question = bank.get(given.question_id) if given.question_id in bank else None
    return question if question and question.version == given.question_version else None


async def find(
    transaction: Transaction, request: Request, services: Services, number: int
) -> tuple[Try, Question, Withheld]:
    """Returns the learner's own try with its question, and the questions withheld now; raises CommandError.

    A question that the group was asked meanwhile is answered there first: its key would be told here.
    """
    found = await practices.get(transaction, request.learner, number)
    question = question_of(services.bank, found) if found else None
    if found is None or question is None:
        raise not_found("This question is not waiting for you any more. Type {quiz} for others.", quiz=_QUIZ)
    kept_back = await withheld(transaction, request.group)
    if found.chosen is None and kept_back.is_secret(question.id):
        raise refused(
            "Your group is asked this question itself now: answer it there, or type {quiz} for others.", quiz=_QUIZ
        )
    if found.chosen is None and kept_back.is_out(question.id):
        raise refused("This question is out of use for now. Type {quiz} for others.", quiz=_QUIZ)
    return found, question, kept_back


_QUIZ = Code("/ship quiz")


def put(given: Try, question: Question, title: Text) -> tuple[Part, ...]:
    """Returns the question with what to answer it with. Nothing in it tells the right answer."""
    return (*cards.asked(Heading(title), given, question), *ways_to_answer(given, question))


def told(given: Try, question: Question) -> Iterator[Part]:
    """Yields how the answer was, and why, option by option."""
    assert given.chosen is not None
    mine = Strong(written(given, question, given.chosen))
    yield Heading(_verdict(given.percent or 0))
    yield Paragraph(say("You answered {mine}.", mine=mine))
    if isinstance(given.chosen, str) and (word := word_on(question, given.chosen)):
        yield Paragraph(text_of(word))
    yield from explained(given, question)


def _verdict(percent: int) -> Text:
    if percent == 100:
        return say("Right!")
    return say("Partly right.") if percent else say("Not this time.")
