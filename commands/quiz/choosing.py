"""What a learner may answer, kind by kind: reading what was typed or pressed, and writing it down again."""

from __future__ import annotations

import re

from commands.errors import invalid
from commands.explain.commandline import explain
from commands.quiz.round import Chosen, Shown
from commands.text import Code, Strong, shorten
from content.bank import Kind, Question
from content.questions import TYPED

_LONGEST = 250
"""Characters of a typed answer: far more than any accepted one has."""

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def read(shown: Shown, question: Question, typed: str) -> Chosen:
    """Turns what was typed into an answer; raises CommandError saying what to type where it can't be one."""
    if question.kind in TYPED:
        return _read_text(question, typed.strip())
    if question.kind is Kind.HANDS_ON:
        raise invalid("This one is done by hand: do it with {docker}, then press Check.", docker=Code("/docker …"))
    letters = shown.read_letters(typed)
    if question.kind is Kind.ORDER:
        return _read_order(shown, letters)
    if len(set(letters)) > 1 and question.kind is not Kind.MULTIPLE:
        raise invalid("This question has one answer: choose one of {letters}.", letters=", ".join(shown.letters))
    return tuple(sorted(set(letters)))


def _read_order(shown: Shown, places: tuple[int, ...]) -> tuple[int, ...]:
    if sorted(places) != sorted(shown.order):
        raise invalid(
            "Name each letter once, in order: {letters} in the order you think right.",
            letters=", ".join(shown.letters),
        )
    return places


def _read_text(question: Question, typed: str) -> str:
    if len(typed) > _LONGEST:
        raise invalid("That is longer than any answer here: keep it under {limit} characters.", limit=_LONGEST)
    if question.kind is Kind.NUMBER:
        return _read_number(typed)
    if question.kind is Kind.COMMAND and len(explain(typed).lines) != 1:
        raise invalid("Type one docker command, as you would in a terminal: {example}.", example=Code("docker …"))
    return typed


def _read_number(typed: str) -> str:
    """Returns the number with a point and without a sign that says nothing: `0,5` is 0.5."""
    if not _NUMBER.fullmatch(typed):
        raise invalid("{typed} is no number: answer with digits, such as 7.", typed=Code(shorten(typed, 20)))
    return typed.removeprefix("+").replace(",", ".")


def written(shown: Shown, question: Question, chosen: Chosen) -> str:
    """Returns an answer as its learner would type it: shown letters, or their own words."""
    if isinstance(chosen, str):
        return chosen
    letters = shown.letters_of(chosen)
    return letters if question.kind is Kind.ORDER else "".join(sorted(letters))


def told(shown: Shown, question: Question, chosen: Chosen) -> Strong | Code:
    """Returns an answer as it is told to its learner: their own words literally, letters to be seen at a glance."""
    words = written(shown, question, chosen)
    return Code(words) if isinstance(chosen, str) else Strong(words)


def letters_so_far(shown: Shown, typed: str, *, toggles: bool) -> str:
    """Returns the letters of a choice in the making; one that comes twice is out again, or counts the first time."""
    letters = shown.letters_of(shown.read_letters(typed)) if typed.strip() else ""
    if toggles:
        return "".join(letter for letter in shown.letters if letters.count(letter) % 2)
    return "".join(dict.fromkeys(letters))
