"""A Dockerfile as plain values. Lines are counted from 1, first and last line both belong to it."""

from __future__ import annotations

from dataclasses import dataclass

from commands.dockerfile.shell import NO_SCRIPT, Script


@dataclass(frozen=True, slots=True)
class Flag:
    """An option before the arguments: `--from=build`. A switch such as `--link` has no value."""

    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Heredoc:
    """Lines that belong to an instruction, down to the one that is `name`."""

    name: str
    content: str


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction.

    `text` is what stands behind the flags, its lines joined; `exec` its words where they are a JSON list.
    `source` has its lines as written, `before` the comments and empty lines above them; `script` is what a RUN
    has its shell do.
    """

    keyword: str
    flags: tuple[Flag, ...]
    text: str
    exec: tuple[str, ...] | None
    heredocs: tuple[Heredoc, ...]
    first: int
    last: int
    source: str
    before: str = ""
    script: Script = NO_SCRIPT

    def flag(self, name: str) -> str | None:
        """Returns the value of a flag; the empty text for a switch that is on, None where it isn't given."""
        return next((flag.value or "" for flag in self.flags if flag.name == name), None)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a build would stop before its first step, and what to write instead."""

    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Stage:
    """What one FROM begins. `base` has the values of ARGs put in; `parent` is the stage it names, if it names one."""

    index: int
    name: str
    base: str
    parent: int | None
    opening: Instruction
    instructions: tuple[Instruction, ...]

    @property
    def called(self) -> str:
        """What the stage is called in sentences."""
        return self.name or f"number {self.index + 1}"


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """A Dockerfile as BuildKit reads it. `arguments` are the ARGs above the first FROM, `after` the lines at its end."""

    directives: dict[str, str]
    escape: str
    instructions: tuple[Instruction, ...]
    arguments: tuple[Instruction, ...]
    stages: tuple[Stage, ...]
    faults: tuple[Fault, ...]
    after: str

    @property
    def final(self) -> tuple[Stage, ...]:
        """The stages whose layers the finished image has: the last one and those it is built on, in order."""
        chain: list[Stage] = []
        at = len(self.stages) - 1 if self.stages else None
        while at is not None:
            chain.append(self.stages[at])
            at = self.stages[at].parent
        return tuple(reversed(chain))


@dataclass(frozen=True, slots=True)
class Advice:
    """What would make the file better. `severity` is info, warning or danger; `instead` what to write."""

    id: str
    severity: str
    first: int
    last: int
    text: str
    instead: str = ""
