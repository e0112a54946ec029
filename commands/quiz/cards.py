"""What learners see of a round: the question, open and closed, and the leaderboard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from string import ascii_uppercase

from commands.markdown import parts_of, text_of
from commands.quiz.answering import ways_to_answer
from commands.quiz.grading import Key, key_of
from commands.quiz.round import Round, Shown
from commands.reply import Heading, Paragraph, Part
from commands.request import Group
from commands.text import Strong, Text, join, say
from content.bank import Question
from content.topics import TOPICS


def question_card(round_: Round, question: Question, group: Group, now: datetime, *, answered: int) -> tuple[Part, ...]:
    """Returns the open question with what to answer it with. Nothing in it tells the right answer."""
    closes = group.moment(round_.closes_at, "relative", now)
    told = say("Closes {closes}. {answered} answered.", closes=closes, answered=answered)
    return (*asked(_heading(round_, question), round_, question), Paragraph(told), *ways_to_answer(round_, question))


def waiting_card(round_: Round, question: Question, *, answered: int) -> tuple[Part, ...]:
    """Returns the question for somebody who has been told already, while others may still answer."""
    return (*bare_card(round_, question), Paragraph(say("{answered} answered so far.", answered=answered)))


def bare_card(round_: Round, question: Question) -> tuple[Part, ...]:
    """Returns the question without a word on how it goes."""
    return asked(_heading(round_, question), round_, question)


def closed_card(round_: Round, question: Question, *, answered: int) -> tuple[Part, ...]:
    """Returns the question once no answer counts any more, the right options marked."""
    closed = Paragraph(say("Closed. {answered} answered.", answered=answered))
    return (*asked(_heading(round_, question), round_, question, key=key_of(question, round_.key)), closed)


def voided_card(round_: Round, question: Question) -> tuple[Part, ...]:
    """Returns a question that a captain has withdrawn."""
    return (*bare_card(round_, question), Paragraph(say("Withdrawn: this question counts for nobody.")))


def asked(heading: Heading, shown: Shown, question: Question, *, key: Key = ()) -> tuple[Part, ...]:
    """Returns a question with its options as they are shown; those of a key are marked as right."""
    applies = (Paragraph(say("This is about {what}.", what=question.applies)),) if question.applies else ()
    return (heading, *parts_of(question.prompt), *applies, *lettered(question, shown.order, key))


def _heading(round_: Round, question: Question) -> Heading:
    title = say(
        "Question {number} · {topic} · difficulty {difficulty} of 5",
        number=round_.number,
        topic=TOPICS[question.topic].title,
        difficulty=question.difficulty,
    )
    return Heading(title)


def lettered(question: Question, order: Sequence[int], key: Key = ()) -> tuple[Part, ...]:
    """Returns the options or steps on lines of their own, in the order shown; none where the answer is typed."""
    if not order:
        return ()
    texts = question.sequence or [option.text for option in question.options]
    marked = key if question.options else ()
    lines = [
        _lettered(letter, text_of(texts[index]), right=index in marked)
        for letter, index in zip(ascii_uppercase, order, strict=False)
    ]
    return (Paragraph(join(lines, "\n")),)


def _lettered(letter: str, text: Text, *, right: bool) -> Text:
    if right:
        return say("✓ {letter}  {text} – right", letter=Strong(letter), text=text)
    return say("{letter}  {text}", letter=Strong(letter), text=text)
