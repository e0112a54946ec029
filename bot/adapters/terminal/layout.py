"""Blocks that fit themselves to the terminal: side by side where there is room, stacked where it is narrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderableType, RenderResult
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.table import Table as Grid
from rich.text import Text

from commands.reply import Progress, Table
from commands.text import visible

_NARROW = 60
"""Columns below which names and long cells get lines of their own."""

_WIDEST_NAME = 34
_BAR = 24
_INDENT = 2


class Listing:
    """Names with what is said about each. A value that would be torn beside its name stands below it.

    Where it is narrow all of them do, unless each fits on one line beside its name.
    """

    def __init__(self, items: Sequence[tuple[Text, Text]]) -> None:
        self.items = items

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        names = min(max((name.cell_len for name, _ in self.items), default=0), _WIDEST_NAME)
        room = options.max_width - names - _INDENT
        stacked = options.max_width < _NARROW and any(value.cell_len > room for _, value in self.items)
        for name, value in self.items:
            if stacked or _widest_word(name) > names or _widest_word(value) > room:
                yield name
                yield Padding(value, (0, 0, 0, _INDENT), expand=False)
            else:
                yield _side_by_side(name, value, names)


def _widest_word(text: Text) -> int:
    return max(map(cell_len, text.plain.split()), default=0)


def _side_by_side(name: Text, value: Text, names: int) -> Grid:
    row = Grid.grid(padding=(0, _INDENT, 0, 0), pad_edge=False)
    row.add_column(width=names)
    row.add_column()
    row.add_row(name, value)
    return row


class Rows:
    """A table; where it is narrow, the last column's cells stand below their rows."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width < _NARROW and len(self.table.header) > 3:
            yield from self._stacked()
        else:
            yield self._grid(options.max_width)

    def _grid(self, room: int) -> Grid:
        grid = Grid(box=None, pad_edge=False, padding=(0, _INDENT, 0, 0), header_style="dim")
        widths = _widths([*zip(self.table.header, *self.table.rows, strict=True)], room)
        for index, name in enumerate(self.table.header):
            justify: JustifyMethod = "right" if index in self.table.right else "left"
            grid.add_column(Text(visible(name)), justify=justify, width=widths[index], overflow="fold")
        for row in self.table.rows:
            grid.add_row(*map(Text, row))
        return grid

    def _stacked(self) -> Iterator[RenderableType]:
        for row in self.table.rows:
            yield Text("  ".join(filter(None, row[:-1])), style="bold")
            yield Padding(Text(row[-1], overflow="fold"), (0, 0, 0, _INDENT), expand=False)


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int | None]:
    """Returns a width for each column so that no word is torn; None for each where there is not room enough for that."""
    room -= _INDENT * (len(columns) - 1)
    least = [_widest_word(Text(" ".join(column))) for column in columns]
    missing = [max(map(cell_len, column)) - width for column, width in zip(columns, least, strict=True)]
    spare = room - sum(least)
    if spare < 0:
        return [None] * len(columns)
    widths: list[int | None] = [*least]
    # What wants least is served first, so that few columns have to break their cells.
    for served, index in enumerate(sorted(range(len(columns)), key=missing.__getitem__)):
        more = min(missing[index], spare // (len(columns) - served))
        widths[index] = least[index] + more
        spare -= more
    return widths


class Bars:
    """Progress bars under one another."""

    def __init__(self, bars: Sequence[Progress]) -> None:
        self.bars = bars

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        grid = Grid.grid(padding=(0, _INDENT, 0, 0), pad_edge=False)
        grid.add_column(no_wrap=True, overflow="ellipsis")
        grid.add_column(max_width=_BAR)
        grid.add_column(justify="right", no_wrap=True)
        for bar in self.bars:
            grid.add_row(Text(bar.label), _bar(bar), Text(_share(bar)))
        yield grid


def _bar(bar: Progress) -> ProgressBar:
    return ProgressBar(total=bar.total or 1, completed=bar.done if bar.total else 0)


def _share(bar: Progress) -> str:
    return f"{min(100 * bar.done // bar.total, 100)} %" if bar.total else "…"
