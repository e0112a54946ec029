"""Finds the docker commands in a text and explains each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commands.explain.advice import advice_on
from commands.explain.advice.line import Line
from commands.explain.advice.pasted import on_blanks
from commands.explain.effect import effect_of
from commands.explain.model import Explanation, Objection, Reading, Span
from commands.explain.parsed import Parsed
from commands.explain.paste import Paste
from commands.explain.reading import parse
from commands.explain.refusals import object_to_container
from commands.explain.summary import summary_of
from commands.explain.surroundings import find_program, is_compose, is_fed
from commands.explain.tokens import tokens_of
from commands.explain.words import Piece, split
from content.docker_cli import load_grammar

_AROUND = frozenset({"prompt", "operator", "comment"})
"""What stands before and behind a command without being a part of it."""


def explain(text: str) -> Explanation:
    """Reads every docker command in `text`; a text without one has no lines. Nothing is executed."""
    lines = _readings(text)
    if not lines and "\u00a0" in text:
        lines = _as_if_blank(text)
    return Explanation(text, lines)


def _readings(text: str) -> tuple[Reading, ...]:
    pieces, paste = split(text), Paste()
    readings = (_read(text, pieces, first, end, paste) for first, end in _commands(pieces))
    return tuple(reading for reading in readings if reading)


def _as_if_blank(text: str) -> tuple[Reading, ...]:
    """Reads a text whose non-breaking spaces keep a shell from finding docker at all, and says so first."""
    blanked = text.replace("\u00a0", " ")
    lines = _readings(blanked)
    if not lines:
        return ()
    first, *others = lines
    start, end = first.tokens[0].span[0], first.tokens[-1].span[1]
    return (first._replace(advice=(on_blanks(text, blanked[start:end]), *first.advice)), *others)


def _commands(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Yields the first piece of each command and the one after its last, which is the operator that ends it."""
    first = 0
    for index, piece in enumerate(pieces, 1):
        if piece.part == "operator":
            yield first, index
            first = index
    yield first, len(pieces)


def _read(text: str, pieces: Sequence[Piece], first: int, end: int, paste: Paste) -> Reading | None:
    """Reads one command; None where it runs another program than docker."""
    own = pieces[first:end]
    program = find_program(own)
    if program is None:
        return None
    words = [piece for piece in own[program + 1 :] if piece.part == "word"]
    parsed = parse(words, load_grammar(), "compose" if is_compose(own[program]) else "")
    object_to_container(parsed)
    _object_to_quotes(parsed, words)
    fed = is_fed(own[:program])
    line = Line(parsed, text, _span(own), pieces, first, first + program, end, fed, paste)
    effect = effect_of(parsed)
    reading = Reading(
        path=parsed.path,
        canonical=parsed.command.name,
        globals=tuple(parsed.globals),
        flags=tuple(parsed.flags),
        args=tuple(parsed.args),
        error=parsed.error,
        tokens=tuple(tokens_of(parsed, own, program)),
        effect=effect,
        summary=summary_of(line, effect),
        advice=advice_on(line, words),
    )
    paste.note(parsed)
    return reading


def _span(pieces: Sequence[Piece]) -> Span:
    """Returns where the command stands, without a prompt before it and the operator behind it."""
    first, last = 0, -1
    while pieces[first].part in _AROUND:
        first += 1
    while pieces[last].part in _AROUND:
        last -= 1
    return pieces[first].span[0], pieces[last].span[1]


def _object_to_quotes(parsed: Parsed, words: Sequence[Piece]) -> None:
    """Puts an open quote before any other objection: the shell would not even start docker."""
    for word in words:
        if not word.closed:
            parsed.error = Objection("quoting", word.span, "A quote is opened here and never closed.")
