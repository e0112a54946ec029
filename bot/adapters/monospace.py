"""Tables for a fixed-width font, laid out so that a phone need not wrap every line."""

from __future__ import annotations

from dataclasses import replace

from commands.plain import table_lines
from commands.reply import Table
from commands.text import shorten

NARROW = 46
"""Characters of a code block's line on a common phone, as far as chat programs tell."""

WIDE = 80
"""Characters of a line that a desktop shows beside its list of members."""

_SHORTEST = 12


def monospace(table: Table) -> list[str]:
    """Returns the lines of a table. Of one too wide for a phone, the widest text stands below each row.

    So it does where the rest then fits or where that text ends the row; otherwise cells are shortened.
    """
    if _width(table) <= NARROW:
        return table_lines(table)
    filled = _without_empty(table)
    text = _widest_text(filled)
    if text is not None and (_width(_without(filled, text)) <= NARROW or text == len(filled.header) - 1):
        return _stacked(filled, text)
    return table_lines(_narrowed(table))


def _width(table: Table) -> int:
    return max(map(len, table_lines(table)))


def _widths(table: Table) -> list[int]:
    return [max(map(len, column)) for column in zip(table.header, *table.rows, strict=True)]


def _widest_text(table: Table) -> int | None:
    """Returns the index of the column that is the widest and holds words; never the first, which names the row."""
    widths = _widths(table)
    widest = widths.index(max(widths))
    return widest if widest and widest not in table.right else None


def _without_empty(table: Table) -> Table:
    """Returns the table without the columns in which no row has anything."""
    for index in reversed(range(1, len(table.header))):
        if table.rows and not any(row[index] for row in table.rows):
            table = _without(table, index)
    return table


def _without(table: Table, index: int) -> Table:
    right = frozenset(each - (each > index) for each in table.right if each != index)
    return Table(_cells_without(table.header, index), tuple(_cells_without(row, index) for row in table.rows), right)


def _cells_without(cells: tuple[str, ...], index: int) -> tuple[str, ...]:
    return cells[:index] + cells[index + 1 :]


def _stacked(table: Table, text: int) -> list[str]:
    head = table_lines(_without(table, text))
    below = [table.header[text], *(row[text] for row in table.rows)]
    return [line for row, words in zip(head, below, strict=True) for line in (row, f"  {words}") if line.strip()]


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
