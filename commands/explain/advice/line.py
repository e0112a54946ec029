"""A docker command in its place in the text, and ways to write it better."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from commands.explain.model import Advice, GivenFlag, Span
from commands.explain.parsed import Parsed
from commands.explain.paste import Paste
from commands.explain.words import Piece


class Line(NamedTuple):
    """One command; `span` is its place in `text`. Corrected lines hold this command alone.

    Its own pieces are `pieces[first:end]`, with the word docker at `program`, and with the operator that ends it.
    `is_fed` is true where the shell adds arguments that the text does not show, as xargs does.
    """

    parsed: Parsed
    text: str
    span: Span
    pieces: Sequence[Piece]
    first: int
    program: int
    end: int
    is_fed: bool
    paste: Paste

    def at(self, span: Span) -> str:
        """Returns the words of a span as typed."""
        return self.text[slice(*span)]

    def without(self, *spans: Span) -> str:
        """Returns the line without the words of some spans, which are in order."""
        kept = self.span[0]
        pieces = []
        for start, end in spans:
            pieces.append(self.text[kept:start].strip())
            kept = end
        return " ".join(filter(None, [*pieces, self.text[kept : self.span[1]].strip()]))

    def with_flag(self, flag: str) -> str:
        """Returns the line with a flag added before its first argument."""
        at = self.parsed.args[0].span[0]
        return f"{self.text[self.span[0] : at]}{flag} {self.text[at : self.span[1]]}"

    def replaced(self, changes: Iterable[tuple[Span, str]]) -> str:
        """Returns the line with other words at some spans, which are in order."""
        pieces, at = [], self.span[0]
        for (start, end), words in changes:
            pieces += [self.text[at:start], words]
            at = end
        return "".join([*pieces, self.text[at : self.span[1]]])

    @property
    def joined_by(self) -> str:
        """Returns the operator before the command, such as `|`; empty at the start of the text."""
        return self.pieces[self.first - 1].value if self.first else ""

    @property
    def ended_by(self) -> str:
        """Returns the operator behind the command; empty at the end of the text."""
        last = self.pieces[self.end - 1]
        return last.value if last.part == "operator" else ""

    def redirections(self) -> Iterator[Piece]:
        """Yields what sends the input or output of this command elsewhere."""
        return (piece for piece in self.pieces[self.program : self.end] if piece.part == "redirect")


Rule = Callable[[Line], Iterator[Advice]]
"""Looks at a whole line."""
FlagRule = Callable[[Line, GivenFlag], Iterator[Advice]]
"""Looks at one flag of a line."""
Rules = dict[str, tuple[Rule, ...]]
"""The rules for each command, by its one name."""
FlagRules = dict[str, dict[str, FlagRule]]
"""The rules for the flags of each command, by both names."""
_Rules = TypeVar("_Rules")


def for_each(names: Iterable[str], rules: _Rules) -> dict[str, _Rules]:
    """Returns the same rules for several commands."""
    return {name: rules for name in names}  # noqa: C420 - the rules are never changed, though they may be a dictionary
