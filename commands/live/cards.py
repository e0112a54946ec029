"""What learners see of a live quiz: the lobby, each question, its key with the standing, and the podium."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from commands.live.podium import podium_picture
from commands.live.quiz import LEAST_POINTS, MOST_POINTS, OWN, REFLEX, LiveQuiz, LiveRound
from commands.markdown import parts_of, text_of
from commands.quiz.answering import ways_to_answer
from commands.quiz.cards import lettered
from commands.quiz.grading import Key, key_of
from commands.quiz.reveals import references, report_form
from commands.quiz.scoring import Standing
from commands.reply import Choice, Choices, Heading, Paragraph, Part, Table
from commands.request import Group
from commands.text import Code, Strong, Text, counted, join, numbered, say
from content.bank import Question
from content.topics import TOPICS

NAMES_SHOWN = 20
"""Players that the lobby names; the others are counted."""

_ON_PODIUM = 3

_MOST_ROWS = 20
"""Of many who share a place, those who joined the group first are named."""


def lobby(
    quiz: LiveQuiz, group: Group, now: datetime, starts_at: datetime, players: int, names: Sequence[str]
) -> tuple[Part, ...]:
    """Returns the waiting room: what will be asked, who is in, and how to join and begin."""
    starts = group.moment(starts_at, "relative", now)
    return (
        Heading(say("Live quiz: {topic}", topic=_topic(quiz))),
        Paragraph(_rules(quiz, group.locale)),
        Paragraph(say("Starts {starts}, or when a captain presses Start.", starts=starts)),
        Paragraph(_who(players, names)),
        Choices((Choice("Join", f"join {quiz.id}"), Choice("Start", "live start"))),
    )


def countdown(quiz: LiveQuiz, group: Group, now: datetime, players: int, names: Sequence[str]) -> tuple[Part, ...]:
    """Returns the lobby once it is about to begin."""
    begins = group.moment(quiz.due_at, "relative", now)
    return (
        Heading(say("Live quiz: {topic}", topic=_topic(quiz))),
        Paragraph(say("Get ready: question 1 comes {begins}.", begins=begins)),
        Paragraph(_who(players, names)),
    )


def deserted(quiz: LiveQuiz) -> tuple[Part, ...]:
    """Returns the lobby that nobody came to."""
    told = say("Nobody joined in time, so there is no quiz. {line} opens another.", line=Code("/ship live"))
    return (Heading(say("Live quiz: {topic}", topic=_topic(quiz))), Paragraph(told))


def left(quiz: LiveQuiz) -> tuple[Part, ...]:
    """Returns the lobby once the quiz is over."""
    return (Heading(say("Live quiz: {topic}", topic=_topic(quiz))), Paragraph(say("This quiz is over.")))


def _topic(quiz: LiveQuiz) -> str:
    if quiz.topic == OWN:
        return "your own questions"
    return TOPICS[quiz.topic].title if quiz.topic else "all topics"


def _rules(quiz: LiveQuiz, locale: str) -> Text:
    return say(
        "{questions}, {seconds} each. A right answer gives {most} points in the first {reflex} and falls to {least}; "
        "a wrong one costs nothing.",
        questions=counted(quiz.questions, "question", "questions", locale=locale),
        seconds=counted(quiz.seconds, "second", "seconds", locale=locale),
        most=MOST_POINTS,
        least=LEAST_POINTS,
        reflex=counted(REFLEX // timedelta(seconds=1), "second", "seconds", locale=locale),
    )


def _who(players: int, names: Sequence[str]) -> Text:
    if not players:
        return say("Nobody is in yet.")
    named = join([(Strong(name),) for name in names], ", ")
    if players > len(names):
        return say("In: {named} and {more} more", named=named, more=players - len(names))
    return say("In: {named}", named=named)


def question_card(
    quiz: LiveQuiz, round_: LiveRound, question: Question, group: Group, now: datetime, *, answered: int
) -> tuple[Part, ...]:
    """Returns an open question with its buttons. Nothing in it tells the right answer."""
    closes_at = round_.closes_at or now + timedelta(seconds=quiz.seconds)
    closes = group.moment(closes_at, "relative", now)
    return (
        *_asked(quiz, round_, question),
        Paragraph(say("Closes {closes}. {answered} answered.", closes=closes, answered=answered)),
        *ways_to_answer(round_, question),
    )


def key_card(
    quiz: LiveQuiz,
    round_: LiveRound,
    question: Question,
    *,
    answered: int,
    right: int,
    best: Sequence[Standing],
) -> tuple[Part, ...]:
    """Returns a question that is over: what was right and why, in short, and the standing."""
    key = key_of(question)
    told = (
        say("Time is up: {right} of {answered} had it right.", right=right, answered=answered)
        if answered
        else say("Time is up, and nobody answered.")
    )
    why = (Paragraph(text_of(question.options[index].feedback)) for index in key)
    return (
        *_asked(quiz, round_, question, key),
        Paragraph(told),
        *why,
        *parts_of(question.explanation)[:1],
        *list(references(question))[:1],
        *_standing(best),
        report_form(f"doubt {round_.id}"),
    )


def _asked(quiz: LiveQuiz, round_: LiveRound, question: Question, key: Key = ()) -> tuple[Part, ...]:
    title = say(
        "Question {position} of {questions} · {topic}",
        position=round_.position,
        questions=quiz.questions,
        topic=TOPICS[question.topic].title,
    )
    applies = (Paragraph(say("This is about {what}.", what=question.applies)),) if question.applies else ()
    return (Heading(title), *parts_of(question.prompt), *applies, *lettered(question, round_.order, key))


def _standing(best: Sequence[Standing]) -> tuple[Part, ...]:
    rows = tuple((str(each.rank), each.name, str(each.points)) for each in best)
    return (Table(("#", "Learner", "Points"), rows, right=frozenset({0, 2})),) if rows else ()


def podium(quiz: LiveQuiz, asked: int, standing: Sequence[Standing], rows: int, locale: str) -> tuple[Part, ...]:
    """Returns the end: who is on the podium, ties together, and the best of the others as far as `rows` go."""
    title = Heading(say("Live quiz: the podium"))
    scored = [each for each in standing if each.points]
    if not scored:
        return (title, Paragraph(_ended(quiz, asked, locale)), Paragraph(say("Nobody has points this time.")))
    shown = [each for place, each in enumerate(scored, 1) if each.rank <= _ON_PODIUM or place <= rows][:_MOST_ROWS]
    return (
        title,
        Paragraph(_ended(quiz, asked, locale)),
        Paragraph(_won(scored, locale)),
        podium_picture(scored),
        *_standing(shown),
        Paragraph(say("These points are the quiz's own: the season's come from the daily questions.")),
    )


def _ended(quiz: LiveQuiz, asked: int, locale: str) -> Text:
    if asked < quiz.questions:
        return say("It ended early, after {asked} of {questions} questions.", asked=asked, questions=quiz.questions)
    return numbered(asked, "One question, and it is over.", "{number} questions, and it is over.", locale=locale)


def _won(scored: Sequence[Standing], locale: str) -> Text:
    winners = [(Strong(each.name),) for each in scored if each.rank == 1]
    points = counted(scored[0].points, "point", "points", locale=locale)
    if len(winners) > _MOST_ROWS:
        return say("{number} learners are first together, with {points} each.", number=len(winners), points=points)
    if len(winners) > 1:
        return say("First together, with {points} each: {names}", points=points, names=join(winners, ", "))
    return say("First, with {points}: {names}", points=points, names=join(winners, ", "))
