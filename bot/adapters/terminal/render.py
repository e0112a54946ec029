"""Replies as Rich renderables. Text never passes through Rich's markup, so nothing in it can style or steer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from rich import box
from rich.console import Console, ConsoleOptions, Group, JustifyMethod, RenderableType, RenderResult
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.syntax import Syntax
from rich.table import Table as RichTable
from rich.text import Text as RichText

from commands.plain import moment
from commands.reply import (
    Choices,
    CodeBlock,
    Facts,
    File,
    Form,
    Heading,
    LinkOut,
    Paragraph,
    Part,
    Picture,
    Progress,
    Reply,
    Steps,
    Table,
)
from commands.text import Code, Link, Mention, Moment, Plain, Span, Strong, Text

_NARROW = 60
"""Columns below which a table's last column moves under its row."""


def render(reply: Reply) -> RenderableType:
    """Returns the whole reply; parts are set apart by an empty line, progress bars stand together."""
    blocks: list[RenderableType] = []
    bars: list[Progress] = []
    for part in reply.parts:
        if isinstance(part, Progress):
            bars.append(part)
            continue
        if bars:
            blocks.append(_bars(bars))
            bars = []
        blocks.append(_part(part))
    if bars:
        blocks.append(_bars(bars))
    return Group(*(each for block in blocks for each in (block, RichText(""))))


def inline(text: Text) -> RichText:
    """Returns inline text with its styles."""
    shown = RichText()
    for span in text:
        shown.append_text(_span(span))
    return shown


def _span(span: Span) -> RichText:
    match span:
        case Plain(text):
            return RichText(text)
        case Strong(text):
            return RichText(text, style="bold")
        case Code(text):
            return RichText(text, style="cyan")
        case Link(text, url):
            return RichText(f"{text} ({url})", style="underline")
        case Mention(_, name):
            return RichText(name, style="bold")
        case Moment():
            return RichText(moment(span))
        case _:
            assert_never(span)


def _part(part: Part) -> RenderableType:
    match part:
        case Heading(text):
            shown = inline(text)
            shown.stylize("bold magenta")
            return shown
        case Paragraph(text):
            return inline(text)
        case CodeBlock(text, language):
            return Padding(
                Syntax(text, language or "text", theme="ansi_dark", background_color="default", word_wrap=True),
                (0, 0, 0, 2),
            )
        case Facts(items):
            return _grid((RichText(name, style="bold"), inline(value)) for name, value in items)
        case Table():
            return _Table(part)
        case Steps(items):
            return _grid((RichText(f"{number}."), inline(item)) for number, item in enumerate(items, 1))
        case Progress():
            return _bars([part])
        case Choices(items):
            return RichText("  ".join(f"[{each.label}]" for each in items), style="bold green")
        case Form():
            typed = " ".join(f"{each.name}:{each.value}" for each in part.fields)
            return RichText(f"{part.label}: {part.command} {typed}", style="dim")
        case LinkOut(text, url):
            return RichText(f"{text}: {url}", style="dim")
        case Picture(alt, _):
            return RichText(alt, style="italic")
        case File(name, data):
            return RichText(f"{name}, {len(data)} bytes", style="dim")
        case _:
            assert_never(part)


def _grid(rows: Iterable[tuple[RichText, RichText]]) -> RichTable:
    grid = RichTable.grid(padding=(0, 2))
    grid.add_column(max_width=34, overflow="fold")
    grid.add_column(overflow="fold")
    for name, value in rows:
        grid.add_row(name, value)
    return grid


def _bars(bars: list[Progress]) -> RichTable:
    grid = RichTable.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column()
    grid.add_column(justify="right", no_wrap=True)
    for bar in bars:
        share = f"{min(100 * bar.done // bar.total, 100)} %" if bar.total else "…"
        grid.add_row(
            RichText(bar.label),
            ProgressBar(total=bar.total or 1, completed=bar.done if bar.total else 0, width=24),
            share,
        )
    return grid


class _Table:
    """A table that stays readable in a narrow terminal: the last column then stands below its row."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width < _NARROW and len(self.table.header) > 3:
            yield from self._stacked()
        else:
            yield self._wide()

    def _wide(self) -> RichTable:
        rich = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
        for index, name in enumerate(self.table.header):
            last = index == len(self.table.header) - 1
            justify: JustifyMethod = "right" if index in self.table.right else "left"
            rich.add_column(RichText(name), justify=justify, no_wrap=not last, overflow="fold" if last else "ellipsis")
        for row in self.table.rows:
            rich.add_row(*map(RichText, row))
        return rich

    def _stacked(self) -> RenderResult:
        """Yields each row as a line of its short cells with the long one below."""
        for row in self.table.rows:
            yield RichText("  ".join(filter(None, row[:-1])), style="bold")
            yield RichText(f"  {row[-1]}")
