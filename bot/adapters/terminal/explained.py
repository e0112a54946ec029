"""An explanation for a terminal: the line in colours, a numbered caret under each word, then what each means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from bot.adapters.terminal.layout import Listing
from bot.adapters.terminal.render import inline, literal, render
from commands.explain import Explanation, Reading
from commands.explain.model import Span
from commands.explain.parts import gist, on_one_line, told_tokens, what_follows
from commands.explain.terms import nothing_found, term_in, term_parts
from commands.reply import Choices, Paragraph, Part, Reply
from commands.text import Code, join, visible

_COLOURS = {
    "program": "bold blue",
    "command": "bold blue",
    "flag": "green",
    "image": "bold magenta",
    "container": "bold magenta",
    "container-command": "yellow",
    "argument": "cyan",
    "prefix": "dim",
    "operator": "dim",
    "comment": "dim",
}
_REFUSED = "bold red"
_INDENT = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to point at: a span of the text, a label that begins the carets below it, a style for both."""

    span: Span
    label: str
    style: str


class Underlined:
    """Part of a text with carets under its marks; it is cut, not reflowed, where the terminal is too narrow."""

    def __init__(self, text: str, span: Span, marks: Sequence[Mark]) -> None:
        self.text, self.span, self.marks = text, span, marks

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for start, end in _rows(self.text, self.span, max(options.max_width - _INDENT, 10)):
            line, carets = Text(" " * _INDENT), Text(" " * _INDENT)
            for mark, places in groupby(range(start, end), self._mark_at):
                characters = [(at, _shown(self.text[at])) for at in places]
                line.append("".join(shown for _, shown in characters), mark.style if mark else "")
                below = "".join(_caret(mark, at, cell_len(shown)) for at, shown in characters)
                carets.append(below, mark.style if mark else "")
            yield line
            if carets.plain.strip():
                carets.rstrip()
                yield carets

    def _mark_at(self, at: int) -> Mark | None:
        return next((mark for mark in self.marks if mark.span[0] <= at < mark.span[1]), None)


def _rows(text: str, span: Span, width: int) -> Iterator[Span]:
    """Cuts a span at its line ends, and where a row would be wider than `width` columns."""
    start, used = span[0], 0
    for at in range(*span):
        wide = cell_len(_shown(text[at]))
        if text[at] == "\n" or used + wide > width:
            yield start, at
            start, used = (at + 1, 0) if text[at] == "\n" else (at, wide)
        else:
            used += wide
    yield start, span[1]


def _shown(character: str) -> str:
    return " " if character == "\t" else visible(character)


def _caret(mark: Mark | None, at: int, width: int) -> str:
    if mark is None:
        return " " * width
    offset = at - mark.span[0]
    return mark.label[offset : offset + width].ljust(width, "^")


def explained(explanation: Explanation) -> RenderableType:
    """Returns the whole explanation, with an empty line after each block."""
    if (term := term_in(explanation.command, explanation)) is not None:
        return _without_buttons(term_parts(term, explanation.command))
    if not explanation.lines:
        return _without_buttons(nothing_found(explanation.command))
    blocks = [block for reading in explanation.lines for block in _reading(explanation, reading)]
    return Group(*(each for block in blocks for each in (block, Text(""))))


def _without_buttons(parts: tuple[Part, ...]) -> RenderableType:
    """Returns parts for a screen without a room behind it: what buttons would do is typed as a new command."""
    return render(Reply(tuple(_typed_out(part) if isinstance(part, Choices) else part for part in parts)))


def _typed_out(choices: Choices) -> Part:
    return Paragraph(join(((Code(f"shipmate {each.line}"),) for each in choices.items), "\n"))


def _reading(explanation: Explanation, reading: Reading) -> Iterator[RenderableType]:
    text, told = explanation.command, list(told_tokens(reading))
    whole = (reading.tokens[0].span[0], reading.tokens[-1].span[1])
    marks = [Mark(span, str(number), _COLOURS[token.role]) for number, (token, span) in enumerate(told, 1)]
    yield Underlined(text, whole, marks)
    if reading.error is not None:
        yield Underlined(text, whole, [Mark(reading.error.span, "^", _REFUSED)])
    if said := gist(reading):
        yield inline(said)
    yield Listing([(_name(text, mark), literal(token.text)) for mark, (token, _) in zip(marks, told, strict=True)])
    follows = tuple(what_follows(reading))
    if follows:
        yield render(Reply(follows))


def _name(text: str, mark: Mark) -> Text:
    return Text.assemble((f"{mark.label:>2} ", "dim"), literal(on_one_line(text[slice(*mark.span)]), mark.style))
