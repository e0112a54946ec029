"""What will surprise a learner: each rule looks at a line and may have something to say."""

from __future__ import annotations

from collections.abc import Sequence

from commands.explain.advice import arguments, making, pasted, removing
from commands.explain.advice.line import Line
from commands.explain.model import Advice
from commands.explain.parsed import MAKES_CONTAINER
from commands.explain.words import Piece

_MOST = 20
"""Pieces of advice for one command; a line that earns more is beyond advice."""


def advice_on(line: Line, words: Sequence[Piece]) -> tuple[Advice, ...]:
    """Returns what is worth saying about a command, in the order of the words it concerns."""
    found = [*pasted.advice(line, words)]
    error = line.parsed.error
    if error is None or error.kind == "bad_value":
        found += [each for rule in arguments.RULES for each in rule(line)]
    if error is None:
        rules = making.RULES if line.parsed.command.name in MAKES_CONTAINER else removing.RULES
        found += [each for rule in rules for each in rule(line)]
    return tuple(sorted(found, key=lambda advice: advice.span)[:_MOST])
