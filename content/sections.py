"""Takes a file of content apart: a flat head between dashes, then sections below `##` headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml

from content.faults import Faults

_HEAD_LINE = re.compile(r"(?P<name>[a-z]+):(?: +(?P<value>.*))?")
_NO_PLAIN_TEXT = tuple("[]{}&*!|>%@`?#,")
"""Signs that YAML gives a meaning to at the beginning of a value."""

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""BaseLoader reads every value as a string; the one in C, where it was built, is ten times as quick."""


@dataclass(frozen=True, slots=True)
class Section:
    """The lines between two headings; `line` is where the first of them stands in the file."""

    name: str
    line: int
    lines: Sequence[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()

    def numbered(self) -> Iterator[tuple[int, str]]:
        return enumerate(self.lines, self.line)


@dataclass(frozen=True, slots=True)
class Head:
    """The values of a head and the lines they stand on."""

    values: Mapping[str, str]
    lines: Mapping[str, int]

    def line_of(self, name: str) -> int:
        return self.lines.get(name, 1)


def split(text: str, faults: Faults) -> tuple[Head, dict[str, Section]]:
    """Returns the head and the sections by name; what stands before the first heading is `prompt`."""
    lines = text.split("\n")
    end = lines.index("---", 1) if lines[0] == "---" and "---" in lines[1:] else 0
    if not end:
        faults.add(1, "begin the file with a head between two lines of three dashes")
        faults.raise_any()
    sections: dict[str, Section] = {}
    for section in _sections(lines[end + 1 :], end + 2, faults):
        if section.name in sections:
            faults.add(section.line - 1, f"“## {section.name.capitalize()}” stands here a second time: join the two")
        sections.setdefault(section.name, section)
    return _head(lines[1:end], faults), sections


def _head(lines: Sequence[str], faults: Faults) -> Head:
    places: dict[str, int] = {}
    for number, line in enumerate(lines, 2):
        found = _HEAD_LINE.fullmatch(line)
        if not found or (found["value"] or "").startswith(_NO_PLAIN_TEXT):
            faults.add(number, "write “name: value” on one line; put a value with special signs in quotes")
        elif found["name"] in places:
            faults.add(number, f"“{found['name']}” stands in the head twice: keep one")
        else:
            places[found["name"]] = number
    faults.raise_any()
    return Head(_values(lines, places, faults), places)


def _values(lines: Sequence[str], places: Mapping[str, int], faults: Faults) -> dict[str, str]:
    try:
        read = yaml.load("\n".join(lines), Loader=LOADER) or {}  # noqa: S506 - makes nothing but strings
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        faults.add((mark.line if mark else 0) + 2, "put the value in double quotes: it has a sign that YAML reads")
        return {}
    if read.keys() != places.keys() or not all(isinstance(value, str) for value in read.values()):
        faults.add(1, "a quotation mark in the head is not closed on its line: close it")
        return {}
    return read


def _sections(lines: Sequence[str], first: int, faults: Faults) -> Iterator[Section]:
    name, start, kept = "prompt", first, list[str]()
    fence = 0
    for number, line in enumerate(lines, first):
        if line.startswith("```"):
            fence = 0 if fence else number
        if not fence and line.startswith("## "):
            yield Section(name, start, tuple(kept))
            name, start, kept = line[3:].strip().lower(), number + 1, []
        else:
            kept.append(line)
    if fence:
        faults.add(fence, "this block of code is not closed: end it with ```")
    yield Section(name, start, tuple(kept))
