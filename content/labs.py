"""Labs: exercises on the sandbox, done step by step and checked by what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from content.goals import Goal, Thing

HINTS = 3
"""Hints of a lab, asked for one after the other: where to look, with what, and how exactly."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a check looks for, with what is said where it is there and where it is missing."""

    goal: Goal
    there: str
    missing: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What has to be there at one time. `text` says, from the second part on, what to do next.

    `solution` are docker lines, one a text, each with the Dockerfile below it that belongs to it.
    """

    items: tuple[Item, ...]
    text: str = ""
    solution: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lab:
    """One exercise; texts are Markdown. `things` are what it leaves behind, to be removed by a reset.

    `lines` says where in the file each section begins.
    """

    name: str
    title: str
    topic: str
    objectives: tuple[str, ...]
    difficulty: int
    goal: str
    steps: tuple[str, ...]
    parts: tuple[Part, ...]
    hints: tuple[str, ...]
    debrief: str
    references: tuple[str, ...]
    things: tuple[Thing, ...]
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def file(self) -> str:
        return f"labs/{self.name}.md"

    def line_of(self, section: str) -> int:
        return self.lines.get(section, 1)
