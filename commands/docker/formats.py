"""Lists as docker prints them: its columns, `--quiet`, and `--format` with `table`, `json` or a template."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commands.docker.line import Line
from commands.docker.templates import BadTemplate, parse, render
from commands.errors import invalid
from commands.reply import CodeBlock, Paragraph, Reply, Table
from commands.text import Text

Row = Mapping[str, str | Callable[[str], str]]
"""What docker's template can name: `.Names`, and `.Label "key"` as a function."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that docker prints: its fields with their headings, those shown unasked, and the one for `--quiet`."""

    headings: Mapping[str, str]
    shown: tuple[str, ...]
    name: str = "ID"


def listed(listing: Listing, rows: Sequence[Row], line: Line, *, more: tuple[str, ...] = ()) -> Table | CodeBlock:
    """Returns the rows in the form that the line asks for; `more` are columns that a flag adds.

    Raises CommandError for a template that can't be read or names a field that isn't there.
    """
    form = (line.value("format") or "table").replace("\\t", "\t").replace("\\n", "\n")
    shown = (*listing.shown, *more)
    if line.is_on("quiet"):
        return _lines(f"{{{{.{listing.name}}}}}", rows)
    if form == "json":
        return _lines("{{json .}}", rows, language="json")
    if not form.startswith("table"):
        return _lines(form, rows)
    template = form.removeprefix("table").strip() or "\t".join(f"{{{{.{each}}}}}" for each in shown)
    return _table(template, listing, rows)


def or_nothing(shown: Table | CodeBlock, nothing: Text) -> Reply:
    """Returns a list, and where it is empty a sentence: docker's bare headings, or no word at all, would puzzle."""
    if isinstance(shown, Table):
        return Reply((shown,) if shown.rows else (shown, Paragraph(nothing)))
    return Reply((shown if shown.text else Paragraph(nothing),))


def filled(template: str, values: Any, *, headings: bool = False) -> str:
    """Returns a template filled in; with `headings` its functions change nothing, as in docker's first line."""
    try:
        return render(parse(template), values, plainly=headings)
    except BadTemplate as fault:
        raise invalid("{fault}", fault=str(fault)) from None


def _lines(template: str, rows: Sequence[Row], language: str = "") -> CodeBlock:
    return CodeBlock("\n".join(filled(template, row) for row in rows), language)


def _table(template: str, listing: Listing, rows: Sequence[Row]) -> Table:
    header = filled(template, {**listing.headings, "Label": _last_part}, headings=True).split("\t")
    cells = [filled(template, row).split("\t") for row in rows]
    width = max(map(len, [header, *cells]))
    return Table(_padded(header, width), tuple(_padded(row, width) for row in cells))


def _padded(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)))


def _last_part(label: str) -> str:
    return label.rpartition(".")[2]
