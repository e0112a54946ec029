"""A question on its way in: read from somebody's file or form, and not yet trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from content.faults import ContentError, Fault
from content.markdown_form import to_markdown
from content.parse import parse_question
from content.questions import Kind, Match, Option, Question
from content.topics import TOPICS, topic_named

REQUIRED = ("kind",)
"""What the head of a group's own question has to say; the rest can be left out."""

UNNAMED = "own-0"


@dataclass(frozen=True, slots=True)
class Defaults:
    """What stands for a topic, a source or a difficulty that a question doesn't name itself."""

    topic: str = ""
    source: str = ""
    difficulty: int = 2


@dataclass(frozen=True, slots=True)
class Draft:
    """What was found at a line of a file: a question, or the faults that keep it from being one.

    `is_offered` is false of a kind that no group can be asked, whatever its writer mends.
    """

    line: int
    question: Question | None
    faults: tuple[Fault, ...] = ()
    is_offered: bool = True


@dataclass(frozen=True, slots=True)
class Answers:
    """How a question is answered: one of options, steps and accepted words, as its kind has it."""

    kind: Kind
    options: tuple[Option, ...] = ()
    sequence: tuple[str, ...] = ()
    accept: tuple[Match, ...] = ()


def drafted(
    file: str,
    line: int,
    answers: Answers,
    *,
    prompt: str,
    explanation: str,
    topic: str,
    sources: Sequence[str],
    difficulty: int,
) -> Draft:
    """Puts a question together from texts that anybody may have written."""
    question = Question(
        id=UNNAMED,
        topic=topic_named(topic),
        objective="",
        kind=answers.kind,
        bloom="remember",
        difficulty=difficulty,
        prompt=prompt.strip(),
        explanation=explanation.strip(),
        references=tuple(filter(None, map(one_line, sources))),
        verified="none",
        version="",
        options=answers.options,
        sequence=answers.sequence,
        accept=answers.accept,
    )
    return settled(file, line, question)


def settled(file: str, line: int, question: Question) -> Draft:
    """Writes the question in the bank's form and reads it again: whatever comes out otherwise is a fault."""
    if lacking := tuple(Fault(file, line, told) for told in _lacking(question)):
        return Draft(line, None, lacking)
    try:
        read = read_own(to_markdown(question), id=question.id, topic=question.topic, file=file)
    except ContentError as error:
        return Draft(line, None, tuple(replace(fault, line=line) for fault in error.faults))
    if replace(read, version="") != replace(question, version=""):
        told = "a text in it looks like a part of the form (a line with ##, - [ ], 1. or <!--): write it another way"
        return Draft(line, None, (Fault(file, line, told),))
    return Draft(line, read)


def _lacking(question: Question) -> Iterator[str]:
    if not question.prompt:
        yield "the question itself is missing: write what is asked"
    if not question.explanation:
        yield "the explanation is missing: say why the answer is right (in GIFT after ####)"
    if not question.references:
        yield "no source is named: give an address that begins with https://, for a whole file as source:https://…"
    if question.topic not in TOPICS:
        yield f"“{one_line(question.topic)[:40]}” is no topic: write one of {', '.join(TOPICS)}"


def read_own(text: str, *, id: str, topic: str, file: str) -> Question:  # noqa: A002 - the format's word
    """Reads a group's own question; raises ContentError."""
    return parse_question(text, id=id, topic=topic, file=file, required=REQUIRED)


def one_line(text: str) -> str:
    """Returns a text without breaks of lines."""
    return " ".join(text.split())
