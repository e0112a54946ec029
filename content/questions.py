"""What a question is, once read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from content.goals import Goal


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


CHOICE = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.TRUEFALSE})
"""Kinds that are answered by choosing among options."""

TYPED = frozenset({Kind.SHORT, Kind.NUMBER, Kind.COMMAND})
"""Kinds that are answered in the learner's own words."""

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(@[0-9a-f]{4})?")
"""An id: words, and behind @ what tells questions of one template apart."""

OWN = "own-"
"""What the ids of a group's own questions begin with, and no other's."""

LEVELS = ("remember", "understand", "apply", "analyse")
"""Bloom's levels, from the plainest on."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option, as inline Markdown. `value` is what the check prints where this option is right."""

    text: str
    correct: bool
    feedback: str
    misconception: str | None = None
    value: str | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Match:
    """A typed answer that is accepted or rejected: `match` is equals, regex, command, has or lacks."""

    match: str
    value: str
    feedback: str = ""
    misconception: str | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """Shell commands, and what they print where all is well; empty where the options' values decide."""

    text: str
    expect: str = ""


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
    to_try: str = ""
    options: tuple[Option, ...] = ()
    sequence: tuple[str, ...] = ()
    accept: tuple[Match, ...] = ()
    reject: tuple[Match, ...] = ()
    hint: str = ""
    verify: Script | None = None
    setup: Script | None = None
    solution: Script | None = None
    check: Script | None = None
    goal: tuple[Goal, ...] = ()
    template: str = ""
    """The reviewed check with its values, as `exit-code case=missing`, where `verify` comes from a template."""
    status: str = "live"
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    """Where the names of the head and the sections stand in the file."""

    @property
    def family(self) -> str:
        """What questions that a template makes of other values have in common: their id without what follows @."""
        return family_of(self.id)

    @property
    def file(self) -> str:
        """The file of the question, below the folder of all questions."""
        return f"{self.topic}/{self.id}.md"

    @property
    def is_own(self) -> bool:
        """Whether a group wrote the question for itself."""
        return self.id.startswith(OWN)

    @property
    def key(self) -> tuple[Option, ...]:
        """The right options."""
        return tuple(option for option in self.options if option.correct)

    @property
    def distractors(self) -> tuple[Option, ...]:
        """The wrong options."""
        return tuple(option for option in self.options if not option.correct)

    def line_of(self, part: str) -> int:
        """Returns the line where a section or a name of the head stands, 1 where the file lacks it."""
        return self.lines.get(part, 1)


def family_of(question_id: str) -> str:
    """Returns what ids of one template have in common; of any other question, its id."""
    return question_id.partition("@")[0]
