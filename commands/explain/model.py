"""The reading of a command line, as plain values. Spans are [start, end) in characters of the text as given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GivenFlag:
    """A flag as given: its long name, its value (a switch has "true" or "false"), flag and value together."""

    name: str
    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Argument:
    """A word that is no flag."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Objection:
    """Why docker would refuse the line. `kind` is one of the schema's words."""

    kind: str
    span: Span
    message: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the line with its part in it, explained to a learner."""

    span: Span
    role: str
    text: str
    flag: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """Something that will surprise a learner, and the line to type instead where there is one."""

    id: str
    severity: str
    span: Span
    text: str
    fix: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One docker command as docker's own command line reads it."""

    path: str
    canonical: str
    globals: tuple[GivenFlag, ...]
    flags: tuple[GivenFlag, ...]
    args: tuple[Argument, ...]
    error: Objection | None
    tokens: tuple[Token, ...]
    effect: Mapping[str, Any] | None
    summary: str
    advice: tuple[Advice, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A text with the readings of the docker commands in it, in order."""

    command: str
    lines: tuple[Reading, ...]
