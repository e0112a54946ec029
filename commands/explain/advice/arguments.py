"""Whether a command has as many arguments as it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from commands.explain.advice.line import Line
from commands.explain.model import Advice

Rule = Callable[[Line], Iterator[Advice]]


def _number(line: Line) -> Iterator[Advice]:
    parsed = line.parsed
    command, count = parsed.command, len(parsed.args)
    if command.commands or not parsed.path or parsed.shows_help:
        return
    if count < command.least and not line.is_fed:
        told = f"Something is missing: {command.usage}"
        yield Advice("too-few-arguments", "danger", parsed.taken[-1].span, told)
    elif count > command.most:
        told = f"From here on it is too much: {command.usage}"
        yield Advice("too-many-arguments", "danger", parsed.args[command.most].span, told)


RULES: tuple[Rule, ...] = (_number,)
