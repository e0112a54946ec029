"""Signs that come along when a line is copied from a web page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from commands.explain.advice.line import Line
from commands.explain.brevity import brief
from commands.explain.model import Advice
from commands.explain.words import Piece

_LONG_DASHES = "-?[–—−‑][–—−‑-]*(?=[A-Za-z])"
_CURLY_QUOTES = "[“”„‘’]"
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " "})


def advice(line: Line, words: Sequence[Piece]) -> Iterator[Advice]:
    """Yields advice on words with look-alikes of the signs that a shell knows."""
    if line.text.isascii():
        return
    found = [each for each in map(_look_alike, words) if each]
    fixed = _cleaned(line, words) if found else None
    for each in found:
        yield each._replace(fix=fixed)


def _look_alike(word: Piece) -> Advice | None:
    if re.match(_LONG_DASHES, word.value):
        told = f"{word.value} was pasted with a long dash; docker needs {_dashed(word.value)}."
        return Advice("long-dash", "warning", word.span, brief(told))
    if re.search(_CURLY_QUOTES, word.value):
        told = "These are typographic quotes; a shell knows only the straight ones."
        return Advice("smart-quotes", "warning", word.span, told)
    if "\u00a0" in word.value:
        told = "This holds a non-breaking space from a web page; the shell does not split there."
        return Advice("hard-space", "warning", word.span, told)
    return None


def _dashed(flag: str) -> str:
    name = re.sub(_LONG_DASHES, "", flag, count=1)
    return f"-{name}" if len(name.partition("=")[0]) == 1 else f"--{name}"


def _cleaned(line: Line, words: Sequence[Piece]) -> str:
    dashed = [word.span for word in words if re.match(_LONG_DASHES, line.at(word.span))]
    return line.replaced([(span, _dashed(line.at(span))) for span in dashed]).translate(_STRAIGHT)
