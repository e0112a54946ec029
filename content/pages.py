"""Takes a page of the glossary or of a lesson apart: a title, then entries, each with lines `name: value` and a text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from content.faults import Faults

_VALUE = re.compile(r"[a-z]+: +\S.*")


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands below one heading; `line` is the heading's, `text_line` that of the first line of the text."""

    title: str
    line: int
    values: Mapping[str, str]
    lines: Mapping[str, int]
    text: str
    text_line: int

    def line_of(self, name: str) -> int:
        """Returns the line of a value, or of the heading where it is not given."""
        return self.lines.get(name, self.line)

    def listed(self, name: str) -> tuple[str, ...]:
        """Returns what stands at a name, taken apart at its commas."""
        return tuple(filter(None, (each.strip() for each in self.values.get(name, "").split(","))))


@dataclass(frozen=True, slots=True)
class Page:
    """`head` is what stands below the title, before the first entry."""

    head: Entry
    entries: tuple[Entry, ...]


def read_page(text: str, faults: Faults, *, head: Sequence[str], entry: Sequence[str]) -> Page:
    """Reads a page whose title and entries may have these names; what is wrong is added to the faults."""
    headings: list[tuple[int, str]] = []
    lines = text.replace("\r\n", "\n").split("\n")
    fence = 0
    for number, line in enumerate(lines, 1):
        if line.startswith("```"):
            fence = 0 if fence else number
        elif not fence and re.match(r"##? ", line):
            headings.append((number, line))
    if fence:
        faults.add(fence, "this block of code is not closed: end it with ```")
    if not headings or headings[0][0] != 1 or not headings[0][1].startswith("# "):
        faults.add(1, "begin the file with its title: “# …”")
        faults.raise_any()
    ends = [number for number, _ in headings[1:]] + [len(lines) + 1]
    parts = [
        _entry(line.lstrip("# ").strip(), number, lines[number : end - 1], head if number == 1 else entry, faults)
        for (number, line), end in zip(headings, ends, strict=True)
    ]
    for number, line in headings[1:]:
        if line.startswith("# "):
            faults.add(number, "the file has its title already: begin an entry with “## …”")
    return Page(parts[0], tuple(parts[1:]))


def _entry(title: str, line: int, below: Sequence[str], names: Sequence[str], faults: Faults) -> Entry:
    given = list(takewhile(_VALUE.fullmatch, below))
    values, lines = _values(given, line + 1, names, faults)
    rest = list(dropwhile(lambda text: not text.strip(), below[len(given) :]))
    return Entry(title, line, values, lines, "\n".join(rest).strip(), line + 1 + len(below) - len(rest))


def _values(
    given: Sequence[str], first: int, names: Sequence[str], faults: Faults
) -> tuple[dict[str, str], dict[str, int]]:
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, text in enumerate(given, first):
        name, _, value = text.partition(":")
        if name not in names:
            told = (
                f"“{name}:” is not known here: use {', '.join(names) or 'none'}, or leave a line free before the text"
            )
            faults.add(number, told)
        elif name in values:
            faults.add(number, f"“{name}:” stands here twice: keep one")
        values[name], lines[name] = value.strip(), number
    return values, lines
