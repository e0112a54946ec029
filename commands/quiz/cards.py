"""What learners see of a round: the question, its reveal, the leaderboard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from babel.numbers import format_percent

from commands.markdown import parts_of, text_of
from commands.quiz.round import Answer, Round
from commands.quiz.scoring import Standing, worth
from commands.reply import Choice, Choices, Facts, Heading, LinkOut, Paragraph, Part, Table
from commands.request import Group
from commands.text import Moment, Plain, Strong, Text, counted, join, say
from content.bank import Question
from content.topics import TOPICS

_FEWEST_FOR_SHARES = 3
"""Below this many answers, shares would tell who chose what."""

_ROWS = 5


def question_card(round_: Round, question: Question, group: Group, now: datetime, *, answered: int) -> tuple[Part, ...]:
    """Returns the open question with a button per option. Nothing in it tells the right one."""
    closes = Moment(round_.closes_at.astimezone(group.zone), "relative", now)
    return (
        _heading(round_, question),
        *parts_of(question.prompt),
        _options(round_, question),
        Paragraph(say("Closes {closes}. {answered} answered.", closes=closes, answered=answered)),
        choices(round_),
    )


def choices(round_: Round) -> Choices:
    """Returns a button per shown option."""
    return Choices(tuple(Choice(letter, f"answer {round_.id} {letter}") for letter in round_.letters))


def closed_card(round_: Round, question: Question, *, answered: int) -> tuple[Part, ...]:
    """Returns the question once no answer counts any more."""
    return (
        _heading(round_, question),
        *parts_of(question.prompt),
        _options(round_, question),
        Paragraph(say("Closed. {answered} answered.", answered=answered)),
    )


def _heading(round_: Round, question: Question) -> Heading:
    title = say(
        "Question {number} · {topic} · difficulty {difficulty} of 5",
        number=round_.number,
        topic=TOPICS[question.topic].title,
        difficulty=question.difficulty,
    )
    return Heading(title)


def _options(round_: Round, question: Question) -> Paragraph:
    shown = zip(round_.letters, round_.order, strict=True)
    lines = [(Strong(letter), Plain("  "), *text_of(question.options[index].text)) for letter, index in shown]
    return Paragraph(join(lines, "\n"))


def reveal(round_: Round, question: Question, given: Sequence[Answer]) -> tuple[Part, ...]:
    """Returns the key, a word on every option, the explanation and where to read on."""
    right = tuple(index for index, option in enumerate(question.options) if option.correct)
    return (
        Heading(say("Answer to question {number}: {letters}", number=round_.number, letters=round_.letters_of(right))),
        Paragraph(join(list(_verdicts(round_, question, given)), "\n")),
        *parts_of(question.explanation),
        *references(question),
    )


def _verdicts(round_: Round, question: Question, given: Sequence[Answer]) -> Iterator[Text]:
    for letter, index in zip(round_.letters, round_.order, strict=True):
        option = question.options[index]
        mark = "✓" if option.correct else "✗"
        yield (
            *say("{mark} {letter}  ", mark=mark, letter=Strong(letter)),
            *text_of(option.text),
            *say("{share} – ", share=_share(index, given)),
            *text_of(option.feedback),
        )


def _share(index: int, given: Sequence[Answer]) -> str:
    if len(given) < _FEWEST_FOR_SHARES:
        return ""
    share = sum(index in answer.chosen for answer in given) / len(given)
    return f" ({format_percent(share, locale='en')})"


def references(question: Question) -> Iterator[LinkOut | Paragraph]:
    """Yields the sources of a question, as links where they are pages."""
    for number, source in enumerate(question.references, 1):
        if source.startswith("https://"):
            yield LinkOut("Source" if number == 1 else f"Source {number}", source.split()[0])
        else:
            yield Paragraph(say("Source: {source}", source=source))


def verdict(round_: Round, question: Question, chosen: tuple[int, ...], gained: int) -> tuple[Part, ...]:
    """Returns what a learner is told at once, where the group has chosen so."""
    told = (
        say("Right! {gained} of {worth} points.", gained=Strong(str(gained)), worth=worth(question))
        if gained
        else say("Not this time. {letters} it is.", letters=round_.letters_of(_right(question)))
    )
    about = (text_of(question.options[index].feedback) for index in chosen)
    return (Paragraph(told), *map(Paragraph, about), *parts_of(question.explanation), *references(question))


def _right(question: Question) -> tuple[int, ...]:
    return tuple(index for index, option in enumerate(question.options) if option.correct)


def leaderboard(title: str, standings: Sequence[Standing], *, goal: Text | None = None) -> tuple[Part, ...]:
    """Returns the top of the standings, the group's shared goal first."""
    head = (Heading(say("{title}", title=title)), *((Paragraph(goal),) if goal else ()))
    if not standings:
        return (*head, Paragraph(say("Nobody has answered yet: the first one leads.")))
    rows = tuple((str(each.rank), each.name, str(each.points)) for each in standings[:_ROWS])
    return (*head, Table(("#", "Learner", "Points"), rows, right=frozenset({0, 2})))


def own_standing(standings: Sequence[Standing], learner_id: int) -> Facts | None:
    """Returns a learner's own rank with the neighbours; None for who has none yet."""
    at = next((position for position, each in enumerate(standings) if each.learner_id == learner_id), None)
    if at is None:
        return None
    near = standings[max(at - 1, 0) : at + 2]
    return Facts(tuple((f"{each.rank}. {each.name}", counted(each.points, "point", "points")) for each in near))
