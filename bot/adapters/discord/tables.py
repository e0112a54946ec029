"""Tables for a fixed-width font, laid out so that a phone need not wrap every line."""

from __future__ import annotations

from dataclasses import replace

from commands.plain import table_lines
from commands.reply import Table
from commands.text import shorten

NARROW = 46
"""Characters of a code block's line on a common phone, as far as Discord's clients tell."""

WIDE = 80
"""Characters of a line that the desktop client shows beside its member list."""

_SHORTEST = 12


def monospace(table: Table) -> list[str]:
    """Returns the lines of a table. One whose last column is the widest text has that column below each row."""
    if _width(table) <= NARROW:
        return table_lines(table)
    if _ends_in_text(table):
        return _stacked(table)
    return table_lines(_narrowed(table))


def _width(table: Table) -> int:
    return max(map(len, table_lines(table)))


def _widths(table: Table) -> list[int]:
    return [max(map(len, column)) for column in zip(table.header, *table.rows, strict=True)]


def _ends_in_text(table: Table) -> bool:
    widths = _widths(table)
    last = len(widths) - 1
    return last not in table.right and last > 0 and widths[last] == max(widths)


def _stacked(table: Table) -> list[str]:
    head = table_lines(Table(table.header[:-1], tuple(row[:-1] for row in table.rows), table.right))
    below = [table.header[-1], *(row[-1] for row in table.rows)]
    return [line for row, text in zip(head, below, strict=True) for line in (row, f"  {text}") if line.strip()]


def _narrowed(table: Table) -> Table:
    """Returns the table with its widest columns of text shortened as far as needed, and as far as is sensible."""
    widths = _widths(table)
    while sum(widths) + 2 * (len(widths) - 1) > WIDE:
        texts = [at for at in range(len(widths)) if at not in table.right and widths[at] > _SHORTEST]
        if not texts:
            break
        widths[max(texts, key=lambda at: widths[at])] -= 1
    return replace(table, rows=tuple(_cut(row, widths) for row in table.rows))


def _cut(row: tuple[str, ...], widths: list[int]) -> tuple[str, ...]:
    return tuple(shorten(cell, width) for cell, width in zip(row, widths, strict=True))
