"""A docker command in its place in the text, and ways to write it better."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from commands.explain.model import Span
from commands.explain.parsed import Parsed


@dataclass(frozen=True, slots=True)
class Line:
    """One command; `span` is its place in `text`. Corrected lines hold this command alone.

    `is_fed` is true where the shell adds arguments that the text does not show, as xargs does.
    """

    parsed: Parsed
    text: str
    span: Span
    is_fed: bool = False

    def at(self, span: Span) -> str:
        """Returns the words of a span as typed."""
        return self.text[slice(*span)]

    def without(self, span: Span) -> str:
        """Returns the line without the words of a span."""
        before, after = self.text[self.span[0] : span[0]].rstrip(), self.text[span[1] : self.span[1]].lstrip()
        return f"{before} {after}".strip()

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
