"""What a learner answers with: a button per letter, or a line to fill in. Nothing in it tells the right answer."""

from __future__ import annotations

from commands.quiz.choosing import letters_so_far
from commands.quiz.round import Shown
from commands.reply import Choice, Choices, Field, Form, Paragraph, Part
from commands.text import Code, Strong, say
from content.bank import Kind, Question

_HINTS = {
    Kind.SHORT: "A word or two",
    Kind.NUMBER: "A number, in digits",
    Kind.COMMAND: "One command, beginning with docker",
}

CHECK = "check"
"""What the button of a question that is done by hand says in the place of a letter."""

PICKED = frozenset({Kind.MULTIPLE, Kind.ORDER})
"""Kinds whose answer is put together letter by letter."""

FIELD = "choice"
"""The option of `answer` that a form fills in."""


def ways_to_answer(shown: Shown, question: Question) -> tuple[Part, ...]:
    """Returns the buttons or the form of an open question, with a word on how they work where that needs one."""
    match question.kind:
        case Kind.MULTIPLE:
            return (Paragraph(say("Choose every one that is right.")), _picks(shown, shown.letters))
        case Kind.ORDER:
            return (Paragraph(say("Choose the first one, then the next.")), _picks(shown, shown.letters))
        case Kind.SHORT | Kind.NUMBER | Kind.COMMAND:
            return (answer_form(shown, question),)
        case Kind.HANDS_ON:
            told = say("Do it in your group's sandbox with {docker}, then press Check.", docker=Code("/docker …"))
            return (Paragraph(told), Choices((Choice("Check", f"{shown.answer_line} {CHECK}"),)))
        case _:
            return (Choices(tuple(Choice(letter, f"{shown.answer_line} {letter}") for letter in shown.letters)),)


def answer_form(shown: Shown, question: Question) -> Form:
    """Returns the form of a question that is answered in the learner's own words."""
    field = Field(FIELD, "Your answer", hint=_HINTS[question.kind], bare=True)
    return Form(shown.answer_line, "Your answer", "Answer", (field,))


def _picks(shown: Shown, letters: str, so_far: str = "") -> Choices:
    return Choices(tuple(Choice(letter, f"{shown.pick_line} {so_far}{letter}") for letter in letters))


def picked(shown: Shown, question: Question, typed: str) -> tuple[Part, ...]:
    """Returns what is chosen so far with the letters that go on from there.

    Each button carries the whole choice, so nothing is kept until it is handed in. In a set, a letter that is
    there already is taken out; in an order, each letter comes once.
    """
    letters = letters_so_far(shown, typed, toggles=question.kind is Kind.MULTIPLE)
    hand_in = Choice("Hand in", f"{shown.answer_line} {letters}")
    again = Choice("Start again", shown.pick_line)
    if question.kind is Kind.MULTIPLE:
        told = say(
            "Chosen: {letters}. A letter puts one in or takes it out.", letters=Strong(", ".join(letters) or "–")
        )
        return (Paragraph(told), *_rows(_picks(shown, shown.letters, letters), (hand_in,) if letters else ()))
    left = "".join(letter for letter in shown.letters if letter not in letters)
    told = say("So far: {letters}.", letters=Strong(", ".join(letters) or "–"))
    rest = (() if left else (hand_in,)) + ((again,) if letters else ())
    return (Paragraph(told), *_rows(_picks(shown, left, letters), rest))


def _rows(letters: Choices, others: tuple[Choice, ...]) -> tuple[Choices, ...]:
    return tuple(filter(lambda row: row.items, (letters, Choices(others))))
