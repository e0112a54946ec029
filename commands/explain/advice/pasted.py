"""Signs that come along when a line is copied from a web page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from commands.explain.model import Advice
from commands.explain.words import Piece

_LONG_DASHES = "–—−‑"
_CURLY_QUOTES = re.compile("[“”„‘’]")


def advice(words: Sequence[Piece]) -> Iterator[Advice]:
    """Yields advice on words with look-alikes of the signs that a shell knows."""
    for word in words:
        if word.value[:1] in _LONG_DASHES and len(word.value) > 1:
            meant = f"--{word.value.lstrip(_LONG_DASHES + '-')}"
            told = f"{word.value} was pasted with a long dash; docker needs {meant}."
            yield Advice("long-dash", "warning", word.span, told)
        elif _CURLY_QUOTES.search(word.value):
            told = "These are typographic quotes; a shell knows only the straight ones."
            yield Advice("smart-quotes", "warning", word.span, told)
        elif "\u00a0" in word.value:
            told = "This holds a non-breaking space from a web page; the shell does not split there."
            yield Advice("hard-space", "warning", word.span, told)
