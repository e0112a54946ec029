"""Diagrams as writers type them, in a block of code: rows of cells, each a shape and its words.

```diagram
alt: Two containers, each with a layer of its own, on the same two layers of an image.
own Container A | own Container B
fixed Layer 2: the program
fixed Layer 1: the base image
```
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from content.faults import Faults

BLOCK = re.compile(r"^```diagram\n(?P<inside>.*?)^```[ ]*$", re.DOTALL | re.MULTILINE)


class Shape(StrEnum):
    """What a cell looks like. Boxes are told apart by frame, pattern and colour; their words say what they are."""

    BOX = "box"
    FIXED = "fixed"
    OWN = "own"
    HOST = "host"
    GOOD = "good"
    BAD = "bad"
    NOTE = "note"
    GAP = "gap"
    DOWN = "down"
    UP = "up"
    RIGHT = "right"
    BOTH = "both"

    @property
    def is_box(self) -> bool:
        return self in _BOXES

    @property
    def is_level(self) -> bool:
        """Whether it is an arrow between the boxes beside it."""
        return self in {Shape.RIGHT, Shape.BOTH}


_BOXES = frozenset({Shape.BOX, Shape.FIXED, Shape.OWN, Shape.HOST, Shape.GOOD, Shape.BAD})


@dataclass(frozen=True, slots=True)
class Cell:
    shape: Shape
    words: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """`alt` says in words what the picture shows."""

    alt: str
    rows: tuple[tuple[Cell, ...], ...]


def read_diagram(inside: str, first: int, faults: Faults) -> Diagram:
    """Reads what stands inside the block, whose first line is line `first` of its file."""
    alt = ""
    rows: list[tuple[Cell, ...]] = []
    for number, line in enumerate(inside.split("\n"), first):
        if line.startswith("alt:"):
            alt = f"{alt} {line.removeprefix('alt:').strip()}".strip()
        elif line.strip():
            rows.append(tuple(_cell(each.strip(), number, faults) for each in line.split("|")))
    if not alt:
        faults.add(first, "say in words what the diagram shows: begin it with a line “alt: …”")
    if not rows:
        faults.add(first, "the diagram has no row: write one such as “own Container A | own Container B”")
    return Diagram(alt, tuple(rows))


def _cell(typed: str, line: int, faults: Faults) -> Cell:
    name, _, words = typed.partition(" ")
    if name in set(Shape):
        return Cell(Shape(name), words.strip())
    faults.add(line, f"“{name}” is no shape: begin each cell with one of {', '.join(Shape)}")
    return Cell(Shape.BOX, typed)
