"""Replies as Rich renderables. Text never passes through Rich's markup, so nothing in it can style or steer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import assert_never

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.syntax import Syntax
from rich.text import Text as RichText

from bot.adapters.terminal.layout import Bars, Listing, Rows
from commands.plain import form_example, moment
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
from commands.text import Channel, Code, Link, Mention, Moment, Plain, Span, Strong, Text, visible

_WIDEST = 100
"""Columns beyond which lines of text are hard to follow."""

_BUTTON = "bold green"


def render(reply: Reply) -> RenderableType:
    """Returns the whole reply, each block followed by an empty line."""
    blocks = _blocks(reply.parts)
    return Constrain(Group(*(each for block in blocks for each in (block, RichText("")))), _WIDEST)


def _blocks(parts: Iterable[Part]) -> Iterator[RenderableType]:
    """Yields a block for every part, but one for progress bars that stand together, and one for such links."""
    for kind, together in groupby(parts, type):
        if kind is Progress:
            yield Bars([part for part in together if isinstance(part, Progress)])
        elif kind is LinkOut:
            yield Group(*map(_block, together))
        else:
            yield from map(_block, together)


def inline(text: Text) -> RichText:
    """Returns inline text with its styles."""
    shown = RichText(overflow="fold")
    for span in text:
        shown.append_text(_span(span))
    return shown


def literal(text: str, style: str = "") -> RichText:
    """Returns text from anywhere as it may safely be shown."""
    return RichText(visible(text), style=style, overflow="fold")


def _span(span: Span) -> RichText:
    match span:
        case Plain(text):
            return literal(text)
        case Strong(text):
            return literal(text, "bold")
        case Code(text):
            return literal(text, "cyan")
        case Link(text, url):
            return literal(f"{text} ({url})", "underline")
        case Mention(_, name) | Channel(name):
            return literal(name, "bold")
        case Moment():
            return literal(moment(span))
        case _:
            assert_never(span)


def _block(part: Part) -> RenderableType:
    match part:
        case Heading(text):
            shown = inline(text)
            shown.stylize("bold magenta")
            return shown
        case Paragraph(text):
            return inline(text)
        case CodeBlock(text, language):
            return _code(text, language)
        case Facts(items):
            return Listing([(literal(name, "bold"), inline(value)) for name, value in items])
        case Table():
            return Rows(part)
        case Steps(items):
            return Listing([(literal(f"{number}."), inline(item)) for number, item in enumerate(items, 1)])
        case Progress():
            return Bars([part])
        case Choices(items):
            return literal("  ".join(f"[{each.label}]" for each in items), _BUTTON)
        case Form():
            return RichText.assemble(literal(f"[{part.label}]", _BUTTON), "  ", literal(form_example(part), "dim"))
        case LinkOut(text, url):
            return literal(f"{text}: {url}", "dim")
        case Picture(alt, _, sketch):
            return Padding(literal(sketch), (0, 0, 0, 2), expand=False) if sketch else literal(alt, "italic")
        case File(name, data):
            return literal(f"{name}, {len(data)} bytes", "dim")
        case _:
            assert_never(part)


def _code(text: str, language: str) -> RenderableType:
    coloured = Syntax("", language or "text", theme="ansi_dark", background_color="default").highlight(text)
    coloured.rstrip()
    coloured.no_wrap, coloured.overflow = False, "fold"
    return Padding(coloured, (0, 0, 0, 2), expand=False)
