"""A diagram in letters, for screens that show no pictures: as wide as a phone's terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from content.diagrams import Cell, Diagram, Shape

_WIDTH = 40
_LEVEL = 8
"""Columns of an arrow between two boxes."""

_FRAMES: Mapping[Shape, tuple[str, ...]] = {
    Shape.BOX: tuple("┌─┐│└┘"),
    Shape.FIXED: tuple("┌─┐│└┘"),
    Shape.OWN: tuple("┌┄┐┆└┘"),
    Shape.HOST: tuple("╔═╗║╚╝"),
    Shape.GOOD: tuple("┌─┐│└┘"),
    Shape.BAD: tuple("┌─┐│└┘"),
}
"""The frame of a box: upper left, level, upper right, upright, lower left, lower right."""

_MARKS = {Shape.GOOD: "✓ ", Shape.BAD: "✗ "}
_HEADS = {Shape.DOWN: "▼", Shape.UP: "▲", Shape.RIGHT: "──▶", Shape.BOTH: "◀──▶"}


def sketch(diagram: Diagram) -> str:
    """Returns the diagram as lines of text, a blank line nowhere."""
    return "\n".join(line.rstrip() for row in diagram.rows for line in _row(row))


def _row(row: Sequence[Cell]) -> list[str]:
    widths = _widths(row)
    drawn = [_cell(cell, width) for cell, width in zip(row, widths, strict=True)]
    height = max(map(len, drawn))
    filled = [_filled(lines, height, cell, width) for lines, cell, width in zip(drawn, row, widths, strict=True)]
    return [" ".join(line) for line in zip(*filled, strict=True)]


def _widths(row: Sequence[Cell]) -> list[int]:
    level = sum(cell.shape.is_level for cell in row)
    room = _WIDTH - (len(row) - 1) - level * _LEVEL
    others = max(len(row) - level, 1)
    return [_LEVEL if cell.shape.is_level else room // others for cell in row]


def _cell(cell: Cell, width: int) -> list[str]:
    match cell.shape:
        case Shape.GAP:
            return [""]
        case Shape.NOTE:
            return _wrapped(cell.words, width)
        case Shape.DOWN | Shape.UP:
            return _upright(cell, width)
        case Shape.RIGHT | Shape.BOTH:
            return [*_wrapped(cell.words, width), _HEADS[cell.shape].center(width).rstrip()]
        case _:
            return _box(cell, width)


def _box(cell: Cell, width: int) -> list[str]:
    left, level, right, upright, low_left, low_right = _FRAMES[cell.shape]
    inside = width - 4
    words = [
        f"{upright} {line:<{inside}} {upright}" for line in _wrapped(_MARKS.get(cell.shape, "") + cell.words, inside)
    ]
    return [left + level * (width - 2) + right, *words, low_left + level * (width - 2) + low_right]


def _upright(cell: Cell, width: int) -> list[str]:
    at = min(width // 3, 6)
    words = _wrapped(cell.words, width - at - 2) or [""]
    stem = [" " * at + f"│ {line}" for line in words]
    head = " " * at + _HEADS[cell.shape]
    return [*stem, head] if cell.shape is Shape.DOWN else [head, *stem]


def _filled(lines: list[str], height: int, cell: Cell, width: int) -> list[str]:
    """Makes a cell as high as its row: boxes grow, all else stands in the middle."""
    missing = height - len(lines)
    if cell.shape.is_box:
        upright = _FRAMES[cell.shape][3]
        grown = [f"{upright}{' ' * (width - 2)}{upright}"] * missing
        lines = [*lines[:-1], *grown, lines[-1]]
    else:
        above = missing // 2
        lines = [""] * above + lines + [""] * (missing - above)
    return [line.ljust(width) for line in lines]


def _wrapped(words: str, width: int) -> list[str]:
    return textwrap.wrap(words, width, break_on_hyphens=False)
