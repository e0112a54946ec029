"""How right an answer is. The key is the question's own, or the one that a captain has put in its place."""

from __future__ import annotations

import re
from fractions import Fraction

from commands.quiz.commandlines import has, same
from commands.quiz.round import Chosen
from content.bank import Kind, Question
from content.questions import Match

Key = tuple[int, ...]
"""Indexes of the right options, or of the steps in the right order; empty for a question that is answered in words."""


DONE = "done"
"""The answer to a question that is done by hand: it is recorded once it has been seen to be there."""


def key_of(question: Question, corrected: Key | None = None) -> Key:
    """Returns what is right."""
    if corrected is not None:
        return corrected
    if question.kind is Kind.ORDER:
        return tuple(range(len(question.sequence)))
    return tuple(index for index, option in enumerate(question.options) if option.correct)


def share_of(question: Question, chosen: Chosen, corrected: Key | None = None) -> Fraction:
    """Returns the part of the points that an answer earns, 0 to 1.

    Where several options are right, each false pick takes back what a right one gave, but never below zero.
    """
    key = key_of(question, corrected)
    if question.kind is Kind.HANDS_ON:
        return Fraction(chosen == DONE)
    if isinstance(chosen, str):
        return Fraction(any(_fits(match, question, chosen) for match in question.accept))
    if question.kind is Kind.ORDER:
        return Fraction(chosen == key)
    hits = len(set(chosen) & set(key))
    return max(Fraction(hits - (len(set(chosen)) - hits), len(key)), Fraction(0))


def word_on(question: Question, typed: str) -> str:
    """Returns the author's word on a typed answer, as Markdown; empty where there is none.

    What is said of wrong answers is said of them alone: a right one may have what they have.
    """
    accepted = [match for match in question.accept if _fits(match, question, typed)]
    fitting = accepted or [match for match in question.reject if _fits(match, question, typed)]
    return next((match.feedback for match in fitting if match.feedback), "")


def _fits(match: Match, question: Question, typed: str) -> bool:
    match match.match:
        case "regex":
            return re.fullmatch(match.value, _bare(typed), re.IGNORECASE) is not None
        case "command":
            return same(match.value, typed)
        case "has":
            return has(typed, match.value)
        case "lacks":
            return not has(typed, match.value)
        case _ if question.kind is Kind.NUMBER:
            return _within(match.value, float(typed))
        case _:
            return _bare(match.value).casefold() == _bare(typed).casefold()


def _bare(text: str) -> str:
    return " ".join(text.replace("`", " ").split())


def _within(accepted: str, number: float) -> bool:
    """Says whether a number is the accepted one or lies in the range `a..b`, its ends included."""
    least, dots, most = accepted.partition("..")
    return float(least) <= number <= float(most if dots else least)
