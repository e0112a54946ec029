"""The plain-text form of a reply: the fallback every platform can show, and what tests read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from commands import dates
from commands.reply import (
    Choices,
    CodeBlock,
    Facts,
    Field,
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
from commands.text import Channel, Code, Link, Mention, Moment, Plain, Span, Strong, Text


def plain(reply: Reply) -> str:
    """Returns the whole reply as text, its parts set apart by blank lines."""
    return "\n\n".join(filter(None, map(plain_part, reply.parts)))


def plain_text(text: Text) -> str:
    """Returns inline text without any markup."""
    return "".join(map(_span, text))


def _span(span: Span) -> str:
    match span:
        case Plain(text) | Strong(text) | Code(text):
            return text
        case Link(text, url):
            return f"{text} ({url})"
        case Mention(_, name) | Channel(name):
            return name
        case Moment():
            return moment(span)
        case _:
            assert_never(span)


def moment(span: Moment) -> str:
    """Returns a moment in words, in its own zone and language: `Tuesday 24 November, 09:00 Europe/London`."""
    match span.style:
        case "day":
            return dates.day(span.at, span.locale)
        case "both":
            return dates.day_and_hour(span.at, span.locale)
        case "relative" if span.now is not None:
            return dates.until(span.at, span.now, span.locale)
        case _:
            return dates.hour(span.at.time(), span.locale)


def plain_part(part: Part) -> str:
    """Returns one part as text; empty where it has nothing to say without a screen."""
    match part:
        case Heading(text) | Paragraph(text):
            return plain_text(text)
        case CodeBlock(text, _):
            return text
        case Facts(items):
            return "\n".join(f"{name}: {plain_text(value)}" for name, value in items)
        case Table():
            return "\n".join(table_lines(part))
        case Steps(items):
            return "\n".join(f"{number}. {plain_text(item)}" for number, item in enumerate(items, 1))
        case Progress():
            return progress_line(part)
        case Choices(items):
            return "\n".join(f"[{choice.label}] {choice.line}" for choice in items)
        case Form():
            return f"[{part.label}] {form_example(part)}"
        case LinkOut(text, url):
            return f"{text}: {url}"
        case Picture(alt, _):
            return alt
        case File(name, data):
            return f"{name} ({len(data)} bytes)"
        case _:
            assert_never(part)


def form_line(form: Form) -> str:
    """Returns the line that says the same as submitting the form as it is filled in; a file is still to be named.

    Of a text of several lines only the first is in it: the others are an example.
    """
    return " ".join([form.command, *(_written(each) for each in form.fields if each.value or each.file)])


def lacks_words(form: Form) -> bool:
    """Says whether somebody's own words belong behind the form's line."""
    return any(each.bare and not each.value for each in form.fields)


def form_example(form: Form) -> str:
    """Returns the line to type instead of filling in the form, with dots where one's own words go."""
    return f"{form_line(form).rstrip()} …" if lacks_words(form) else form_line(form)


def _written(field: Field) -> str:
    value = field.value.partition("\n")[0]
    return value if field.bare else f"{field.name}:{value}"


def table_lines(table: Table) -> list[str]:
    """Returns a table as lines of equal columns for a fixed-width font."""
    rows = [table.header, *table.rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [_row(row, widths, table.right) for row in rows]


def _row(cells: Iterable[str], widths: list[int], right: frozenset[int]) -> str:
    padded = (
        cell.rjust(width) if index in right else cell.ljust(width)
        for index, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(padded).rstrip()


def progress_line(part: Progress) -> str:
    """Returns progress as `label  42 %`, or without a figure while the total is unknown."""
    if not part.total:
        return f"{part.label} …"
    return f"{part.label}  {min(100 * part.done // part.total, 100)} %"
