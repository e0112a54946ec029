"""Signs that come along when a line is copied from a web page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from commands.explain.advice.line import Line
from commands.explain.brevity import brief
from commands.explain.model import Advice
from commands.explain.words import Piece

_LONG_DASHES = "-?[–—−‑][–—−‑-]*(?=[A-Za-z])"
_BLANK_AT_END = r"\\[ \t]+(?=\r?\n)"
_HARD_SPACE = "\u00a0"
_CURLY_QUOTES = "[“”„‘’]"
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " "})


def advice(line: Line, words: Sequence[Piece]) -> Iterator[Advice]:
    """Yields advice on words with look-alikes of the signs that a shell knows, each kind once: the fix mends all."""
    if "\\ " in line.text and (blank := re.compile(_BLANK_AT_END).search(line.text, *line.span)):
        told = "A blank behind the backslash: a shell goes on with the next line only where the backslash is the last sign."
        fix = re.sub(_BLANK_AT_END, "\\\\", line.at(line.span))
        yield Advice("blank-at-end", "warning", blank.span(), told, fix)
    if line.text.isascii():
        return
    found = {each.id: each for each in map(_look_alike, reversed(words)) if each}
    fixed = _cleaned(line, words) if found else None
    for each in found.values():
        yield each._replace(fix=fixed)


def on_blanks(text: str, command: str) -> Advice:
    """Returns the advice on a text in which docker's own name hangs together with what follows."""
    start = text.index(_HARD_SPACE)
    told = "A non-breaking space from a web page is no blank to a shell, which finds no program of that whole name."
    return Advice("hard-space", "danger", (start, start + 1), told, command)


def _look_alike(word: Piece) -> Advice | None:
    if re.match(_LONG_DASHES, word.value):
        told = f"{word.value} was pasted with a long dash; docker needs {_dashed(word.value)}."
        return Advice("long-dash", "warning", word.span, brief(told))
    if re.search(_CURLY_QUOTES, word.value):
        told = "These are typographic quotes; a shell knows only the straight ones."
        return Advice("smart-quotes", "warning", word.span, told)
    if _HARD_SPACE in word.value:
        told = "This holds a non-breaking space from a web page; the shell does not split there."
        return Advice("hard-space", "warning", word.span, told)
    return None


def _dashed(flag: str) -> str:
    name = re.sub(_LONG_DASHES, "", flag, count=1)
    return f"-{name}" if len(name.partition("=")[0]) == 1 else f"--{name}"


def _cleaned(line: Line, words: Sequence[Piece]) -> str:
    dashed = [word.span for word in words if re.match(_LONG_DASHES, line.at(word.span))]
    return line.replaced([(span, _dashed(line.at(span))) for span in dashed]).translate(_STRAIGHT)
