"""What a question is, once read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUEFALSE = "truefalse"
    ORDER = "order"
    SHORT = "short"
    NUMBER = "number"
    COMMAND = "command"
    HANDS_ON = "hands-on"


@dataclass(frozen=True, slots=True)
class Option:
    """One option, as inline Markdown. `value` is what the check prints where this option is right."""

    text: str
    correct: bool
    feedback: str
    misconception: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A typed answer that is accepted or rejected: `match` is equals, regex, command, has or lacks."""

    match: str
    value: str
    feedback: str = ""
    misconception: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """An item of the bank. Texts are Markdown; `version` changes with every change of the file."""

    id: str
    topic: str
    objective: str
    kind: Kind
    bloom: str
    difficulty: int
    prompt: str
    explanation: str
    references: tuple[str, ...]
    verified: str
    version: str
    facts: tuple[str, ...] = ()
    engine: str = ""
    applies: str = ""
    options: tuple[Option, ...] = ()
    sequence: tuple[str, ...] = ()
    accept: tuple[Match, ...] = ()
    reject: tuple[Match, ...] = ()
    hint: str = ""
    verify: str = ""
    setup: str = ""
    solution: str = ""
    check: str = ""
    expect: str = ""
    status: str = "active"
    line: int = 1
    """Where the prompt begins in the file."""
