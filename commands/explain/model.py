"""The reading of a command line, as plain values. Spans are [start, end) in characters of the text as given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

Span = tuple[int, int]


class GivenFlag(NamedTuple):
    """A flag as given: its long name, its value (a switch has "true" or "false"), flag and value together."""

    name: str
    value: str
    span: Span


class Argument(NamedTuple):
    """A word that is no flag."""

    value: str
    span: Span


class Objection(NamedTuple):
    """Why docker would refuse the line. `kind` is one of the schema's words."""

    kind: str
    span: Span
    message: str
    suggestion: str | None = None


class Token(NamedTuple):
    """One word of the line with its part in it, explained to a learner."""

    span: Span
    role: str
    text: str
    flag: str | None = None
    value: str | None = None


class Advice(NamedTuple):
    """Something that will surprise a learner, and the line to type instead where there is one."""

    id: str
    severity: str
    span: Span
    text: str
    fix: str | None = None


class Reading(NamedTuple):
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


class Explanation(NamedTuple):
    """A text with the readings of the docker commands in it, in order."""

    command: str
    lines: tuple[Reading, ...]
