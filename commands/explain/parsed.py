"""What was read of one docker command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from commands.explain.brevity import brief
from commands.explain.model import Argument, GivenFlag, Objection, Span
from content.docker_cli import Command, Flag

MAKES_CONTAINER = frozenset({"container run", "container create"})


class Taken(NamedTuple):
    """A word or part of it, and what it is in the command: for the tokens of the answer.

    `command` is the command that a word names, or that a flag belongs to.
    """

    span: Span
    role: str
    flag: Flag | None = None
    value: str | None = None
    command: Command | None = None


class Parsed:
    """What was read of one command, with the first objection docker would make."""

    __slots__ = ("args", "command", "error", "flags", "globals", "named", "path", "taken")

    def __init__(self, command: Command, path: str) -> None:
        self.command = command
        self.path = path
        self.globals: list[GivenFlag] = []
        self.flags: list[GivenFlag] = []
        self.args: list[Argument] = []
        self.taken: list[Taken] = []
        self.named: dict[str, list[GivenFlag]] = {}
        self.error: Objection | None = None

    def every(self, name: str) -> Sequence[GivenFlag]:
        """Returns the flags given by a name, in order; an old spelling counts as the new one."""
        return self.named.get(name, ())

    def given(self, name: str) -> list[str]:
        """Returns the values of a flag, in order."""
        return [flag.value for flag in self.named.get(name, ())]

    def last(self, name: str) -> str | None:
        """Returns the value that counts where a flag may be given once."""
        flags = self.named.get(name)
        return flags[-1].value if flags else None

    def is_on(self, name: str) -> bool:
        """Says whether a switch is on."""
        flags = self.named.get(name)
        return flags is not None and flags[-1].value == "true"

    @property
    def shows_help(self) -> bool:
        """Says whether docker only shows how the command is used."""
        return self.is_on("help")

    def object(self, kind: str, span: Span, message: str, suggestion: str | None = None) -> None:
        """Keeps the first objection: docker makes no second one."""
        self.error = self.error or Objection(kind, span, brief(message), suggestion)
