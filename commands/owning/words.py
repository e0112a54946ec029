"""Forms and previews of own questions."""

from __future__ import annotations

from commands.quiz.preview import preview
from commands.reply import Choices, Field, Form, Paragraph, Part
from commands.request import Group
from commands.text import Text, counted, say
from content.exchange.sheet import write_answers
from content.questions import Question

_TOPIC = "Such as image-layers or cleanup"
_SOURCE = "Where learners can read it: https://…"


def form_of(begun: str, title: str, question: Question | None = None) -> Form:
    """Returns the form of a question, filled with the one that is to be changed."""
    filled = (
        ("", "", "", "", "")
        if question is None
        else (
            question.prompt,
            write_answers(question),
            question.explanation,
            question.topic,
            "\n".join(question.references),
        )
    )
    asked, answers, why, topic, source = filled
    fields = (
        Field("question", "Question", asked, "Up to 300 characters; code between lines of ```", long=True),
        Field("options", "Options, a line each", answers, "* before a right one; > before why, below it", long=True),
        Field("explanation", "Explanation", why, "Why it is so: 20 to 120 words", long=True),
        Field("topic", "Topic", topic, _TOPIC),
        Field("source", "Source", source, _SOURCE),
    )
    return Form(begun, title, title, fields)


def import_form() -> Form:
    """Returns the form to hand a file over."""
    fields = (
        Field("file", "File: .yaml, .gift, .csv or .md", file=True),
        Field("topic", "Topic, where the file names none", hint=_TOPIC),
        Field("source", "Source, where the file names none", hint=_SOURCE),
    )
    return Form("own import", "Import questions", "Import a file", fields)


def preview_of(question: Question) -> tuple[Part, ...]:
    """Returns a question as learners will meet it, open and revealed, without anything to press."""
    card, reveal = preview(question)
    shown = [part for part in (*card.parts, *reveal.parts) if not isinstance(part, Choices | Form)]
    return (Paragraph(say("This is how it will look.")), *shown)


def counted_questions(number: int, group: Group) -> Text:
    return counted(number, "question", "questions", locale=group.locale)
