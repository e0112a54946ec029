"""A typed line, read by the parser that explains it, with the questions that commands ask of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from commands.errors import CommandError, invalid
from commands.explain import Reading, explain
from commands.explain.model import GivenFlag
from commands.explain.telling import flag_in_words, value_told
from commands.text import Code
from content.docker_cli import load_grammar

_PASTED = re.compile(r"\s*(?:[$#>]\s+)?(?:sudo\s+)?(?=docker(?:\s|$))")
"""What a page has before a command: a prompt, sudo."""


@dataclass(frozen=True, slots=True)
class Line:
    """One docker command. Flags are asked for by docker's present name, also where an old one was typed.

    `below` is the Dockerfile that came with it.
    """

    typed: str
    reading: Reading
    below: str = ""

    @property
    def command(self) -> str:
        """The command by its one name: `container run`, also where `run` was typed."""
        return self.reading.canonical

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(each.value for each in self.reading.args)

    @property
    def rest(self) -> str:
        """What follows the command and belongs to another one; a pasted line may have several."""
        return self.typed[self.reading.tokens[-1].span[1] :].lstrip()

    def given(self) -> Iterator[tuple[str, GivenFlag]]:
        """Yields every flag that is not switched off again, docker's own first, with its present name."""
        known = load_grammar().command(self.command).flags
        yield from ((each.name, each) for each in self.reading.globals if each.value != "false")
        for each in self.reading.flags:
            flag = known.get(each.name)
            if flag is None or not (flag.is_switch and each.value == "false"):
                yield (flag.same_as if flag else "") or each.name, each

    def values(self, name: str) -> list[str]:
        """Returns the values of a flag, in order."""
        return [flag.value for given, flag in self.given() if given == name]

    def value(self, name: str) -> str | None:
        """Returns the value that counts where a flag may be given once."""
        flag = self.flag(name)
        return None if flag is None else flag.value

    def flag(self, name: str) -> GivenFlag | None:
        """Returns the last flag of a name, which is the one that counts."""
        return next((flag for given, flag in reversed(list(self.given())) if given == name), None)

    def is_on(self, name: str) -> bool:
        """Says whether a switch is on; the last word counts."""
        return next((each.value for each in reversed(self.reading.flags) if each.name == name), "") == "true"

    def written(self, span: tuple[int, int]) -> str:
        """Returns a stretch of the line as it was typed."""
        return self.typed[span[0] : span[1]]

    def told(self, flag: GivenFlag) -> str:
        """Returns what a flag does on the learner's own machine."""
        command = load_grammar().command(self.command)
        known = command.flags.get(flag.name)
        if known is None or flag in self.reading.globals:
            command = load_grammar().command("")
            known = command.flags.get(flag.name)
        if known is None:
            return ""
        return flag_in_words(known, flag.value, value_told(command, known, flag.value, self.values))


def read_line(typed: str) -> Line:
    """Reads the first docker command of a line; the word docker may be left out."""
    pasted = _PASTED.match(typed)
    whole = typed[pasted.end() :] if pasted else f"docker {typed}"
    return Line(whole, explain(whole).lines[0])


def objection(line: Line) -> CommandError | None:
    """Returns docker's own objection to a line, if it has one."""
    error = line.reading.error
    if error is None:
        number = next((each for each in line.reading.advice if each.id.endswith("-arguments")), None)
        return None if number is None else invalid("{text}", text=number.text)
    if error.suggestion:
        return invalid("{message} Did you mean {suggestion}?", message=error.message, suggestion=Code(error.suggestion))
    return invalid("{message}", message=error.message)
