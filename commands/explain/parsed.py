"""What was read of one docker command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from commands.explain.brevity import brief
from commands.explain.model import Argument, GivenFlag, Objection, Span
from content.docker_cli import Command, Flag

MAKES_CONTAINER = frozenset({"container run", "container create"})


@dataclass(slots=True)
class Taken:
    """A word or part of it, and what it is in the command: for the tokens of the answer.

    `command` is the command that a word names, or that a flag belongs to.
    """

    span: Span
    role: str
    flag: Flag | None = None
    value: str | None = None
    command: Command | None = None


@dataclass(slots=True)
class Parsed:
    """What was read of one command, with the first objection docker would make."""

    command: Command
    path: str = ""
    globals: list[GivenFlag] = field(default_factory=list)
    flags: list[GivenFlag] = field(default_factory=list)
    args: list[Argument] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    error: Objection | None = None
    named: dict[str, list[GivenFlag]] = field(default_factory=dict)

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
        return any(flag.name == "help" and flag.value == "true" for flag in self.flags)

    def object(self, kind: str, span: Span, message: str, suggestion: str | None = None) -> None:
        """Keeps the first objection: docker makes no second one."""
        self.error = self.error or Objection(kind, span, brief(message), suggestion)
