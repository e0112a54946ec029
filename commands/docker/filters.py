"""`--filter`: several values of one name are alternatives, several names must all fit; labels must all be there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from commands.docker.line import Line
from commands.errors import CommandError, invalid
from commands.text import Code, shorten

T = TypeVar("T")
Test = Callable[[T, str], bool]
"""Says whether something fits the value of a filter."""


def given_filters(line: Line) -> dict[str, list[str]]:
    """Returns the values by name, as docker reads `--filter`; raises CommandError for what has no equals sign."""
    found: dict[str, list[str]] = {}
    for typed in line.values("filter"):
        name, equals, value = typed.partition("=")
        if not equals:
            raise invalid("{typed} is no filter: write it as {form}.", typed=_code(typed), form=Code("name=value"))
        found.setdefault(name.strip().lower(), []).append(value.strip())
    return found


def kept(things: Iterable[T], line: Line, tests: Mapping[str, Test[T]]) -> list[T]:
    """Returns the things that every filter lets through; raises CommandError for a name that docker doesn't know."""
    given = given_filters(line)
    for name in given:
        if name not in tests:
            raise invalid(
                "There is no filter {name} here. There are {known}.",
                name=_code(name),
                known=", ".join(sorted(tests)),
            )
    return [each for each in things if all(_fits(each, name, values, tests[name]) for name, values in given.items())]


def _fits(thing: T, name: str, values: Iterable[str], test: Test[T]) -> bool:
    return (all if name == "label" else any)(test(thing, value) for value in values)


def has_label(labels: Mapping[str, str], wanted: str) -> bool:
    """Says whether a label is there: `key`, or `key=value`."""
    key, equals, value = wanted.partition("=")
    return key in labels and (not equals or labels[key] == value)


def fits_name(name: str, wanted: str) -> bool:
    """Says whether a name has this in it; `^` and `$` stand for its beginning and end, as in docker's filter.

    Docker reads a regular expression, whose pattern could take for ever; the rest of it is text here.
    """
    text = wanted.removeprefix("^").removeprefix("/")
    text, ends = text.removesuffix("$"), text.endswith("$")
    if wanted.startswith("^"):
        return name == text if ends else name.startswith(text)
    return name.endswith(text) if ends else text in name


def one_of(typed: str, known: Iterable[str], what: str) -> CommandError:
    """Returns the objection to a value that is none of those known."""
    return invalid("{typed} is no {what}: it is one of {known}.", typed=_code(typed), what=what, known=", ".join(known))


def _code(typed: str) -> Code:
    return Code(shorten(typed, 60))
