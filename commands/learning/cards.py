"""A lesson's card, and the list of lessons, as parts of a reply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from commands.learning.drawing import draw
from commands.learning.place import LessonPlace
from commands.learning.sketch import sketch
from commands.markdown import parts_of
from commands.reply import Choice, Choices, Facts, Heading, Paragraph, Part, Picture
from commands.text import Code, Text, say
from content.diagrams import Diagram
from content.lessons import Lesson
from content.topics import TOPICS

QUESTIONS = "questions"
"""What is typed for the questions behind the last card."""


def card_parts(lesson: Lesson, number: int) -> tuple[Part, ...]:
    """Returns the card of this number, counted from 1, with what leads on from it."""
    card = lesson.cards[number - 1]
    title = say("{number}/{count} · {title}", number=number, count=len(lesson.cards), title=card.title)
    picture = (picture_of(card.diagram),) if card.diagram else ()
    return (Heading(title), *parts_of(card.text), *picture, *_to_try(card.to_try), _ways_on(lesson, number))


def picture_of(diagram: Diagram) -> Picture:
    """Returns a diagram as it can be shown everywhere."""
    return Picture(diagram.alt, draw(diagram), sketch(diagram))


def _to_try(line: str) -> tuple[Part, ...]:
    if not line:
        return ()
    return (Paragraph(say("Try it: {line}", line=Code(f"/{line}"))), Choices((Choice("Run it on the sandbox", line),)))


def _ways_on(lesson: Lesson, number: int) -> Choices:
    back = [Choice("Back", _line(lesson, number - 1))] if number > 1 else []
    is_last = number == len(lesson.cards)
    on = (
        Choice("Two questions", f"learn {lesson.topic} {QUESTIONS}")
        if is_last
        else Choice("Next", _line(lesson, number + 1))
    )
    return Choices((*back, on, Choice("All lessons", "learn")))


def _line(lesson: Lesson, number: int) -> str:
    return f"learn {lesson.topic} {number}"


def lessons_parts(lessons: Mapping[str, Lesson], places: Mapping[str, LessonPlace]) -> tuple[Part, ...]:
    """Returns all lessons with how far the learner has come in each."""
    told = [(TOPICS[topic].title, _progress(lesson, places.get(topic))) for topic, lesson in lessons.items()]
    buttons = [Choice(TOPICS[topic].title, f"learn {topic}") for topic in lessons]
    return (
        Heading(say("Lessons")),
        Paragraph(say("A few short cards each, with pictures and lines to try. Your place is kept.")),
        Facts(tuple(told)),
        *_go_on(lessons, places),
        Choices(tuple(buttons)),
    )


def _progress(lesson: Lesson, place: LessonPlace | None) -> Text:
    count = len(lesson.cards)
    if place is None:
        return say("{count} cards", count=count)
    if place.has_finished(lesson):
        return say("✓ all {count} cards", count=count)
    return say("card {card} of {count}", card=min(place.card, count), count=count)


def _go_on(lessons: Mapping[str, Lesson], places: Mapping[str, LessonPlace]) -> Iterator[Choices]:
    """Yields a button to the first lesson that is begun and not finished."""
    for topic, lesson in lessons.items():
        place = places.get(topic)
        if place is not None and not place.has_finished(lesson):
            yield Choices((Choice(f"Go on with {TOPICS[topic].title}", f"learn {topic}"),))
            return
