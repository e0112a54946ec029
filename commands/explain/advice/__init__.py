"""What will surprise a learner: each rule looks at a line, or at one of its flags, and may have something to say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice

from commands.explain.advice import (
    arguments,
    building,
    composing,
    environment,
    images,
    limits,
    mounts,
    networks,
    pasted,
    programs,
    removing,
    rights,
    servers,
    shell,
    stopping,
)
from commands.explain.advice.line import FlagRule, Line, Rule
from commands.explain.model import Advice
from commands.explain.parsed import MAKES_CONTAINER
from commands.explain.words import Piece

_MOST = 20
"""Pieces of advice for one command; a line that earns more is beyond advice."""
_ENOUGH = 100
"""Pieces of advice after which no more are looked for."""
_AREAS = (
    *(building, composing, environment, images, limits, mounts),
    *(networks, programs, removing, rights, servers, shell, stopping),
)


def advice_on(line: Line, words: Sequence[Piece]) -> tuple[Advice, ...]:
    """Returns what is worth saying about a command, in the order of the words it concerns."""
    found = [*pasted.advice(line, words), *composing.outdated(line), *shell.braces(line, words)]
    error = line.parsed.error
    if error is None or error.kind == "bad_value":
        found += arguments.advice(line)
    if error is None:
        found += islice(_by_rules(line), _ENOUGH)
    else:
        found += composing.misplaced(line)
    return tuple(sorted(found, key=lambda advice: advice.span)[:_MOST])


def _by_rules(line: Line) -> Iterator[Advice]:
    name = line.parsed.command.name
    if line.parsed.shows_help or (name in MAKES_CONTAINER and not line.parsed.args):
        return
    of_flags = _flag_rules(name)
    for flag_name, given in line.parsed.named.items():
        for flag_rule in of_flags.get(flag_name, ()):
            for flag in given:
                if flag.value != "false":  # a switch that is turned off does nothing
                    yield from flag_rule(line, flag)
    for rule in _rules(name):
        yield from rule(line)


@cache
def _rules(command: str) -> tuple[Rule, ...]:
    return tuple(rule for area in _AREAS for rule in area.RULES.get(command, ()))


@cache
def _flag_rules(command: str) -> dict[str, tuple[FlagRule, ...]]:
    found: dict[str, tuple[FlagRule, ...]] = {}
    for area in _AREAS:
        for flag, rule in area.FLAG_RULES.get(command, {}).items():
            found[flag] = (*found.get(flag, ()), rule)
    return found
