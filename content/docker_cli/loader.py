"""Loads the grammar of the docker command line, once."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent

UNLIMITED = 10**6
"""Arguments a command takes where its usage ends in dots."""


@dataclass(frozen=True, slots=True)
class Flag:
    """`type` is the CLI's own word (bool, list, bytes, …); `text` is empty where we have no explanation yet."""

    name: str
    type: str
    short: str
    repeated: bool
    default: str
    hidden: bool
    same_as: str
    text: str

    @property
    def is_switch(self) -> bool:
        """Says whether the flag stands alone, taking a value only behind an equals sign."""
        return self.type == "bool"


@dataclass(frozen=True, slots=True)
class Command:
    """A command by its one name. `least` and `most` are the numbers of arguments it takes."""

    name: str
    usage: str
    also: tuple[str, ...]
    commands: tuple[str, ...]
    options_after_arguments: bool
    hidden: bool
    text: str
    flags: dict[str, Flag]
    least: int
    most: int

    def short(self, letter: str) -> Flag | None:
        """Returns the flag with this short form."""
        return next((flag for flag in self.flags.values() if flag.short == letter), None)


@dataclass(frozen=True, slots=True)
class Grammar:
    """Commands by their one name, and the one name by every way to write it."""

    commands: dict[str, Command]
    names: dict[str, str]

    def find(self, path: str) -> Command | None:
        """Returns the command written as `path` (without the word docker), or None."""
        name = self.names.get(path)
        return None if name is None else self.commands[name]


@cache
def load_grammar() -> Grammar:
    """Reads the grammar from its files."""
    shared: dict[str, str] = json.loads((_FOLDER / "flags.json").read_text(encoding="utf-8"))
    commands: dict[str, Command] = {}
    for path in sorted((_FOLDER / "commands").glob("*.json")):
        for name, entry in json.loads(path.read_text(encoding="utf-8")).items():
            commands["" if name == "docker" else name] = _command(name, entry, shared)
    names = {name: name for name in commands}
    names |= {other: name for name, command in commands.items() for other in command.also}
    return Grammar(commands, names)


def _command(name: str, entry: dict[str, Any], shared: dict[str, str]) -> Command:
    least, most = _arity(entry["usage"])
    return Command(
        name=name,
        usage=entry["usage"],
        also=tuple(entry.get("also", ())),
        commands=tuple(entry.get("commands", ())),
        options_after_arguments=entry.get("options_after_arguments", True),
        hidden=entry.get("hidden", False),
        text=entry.get("text", ""),
        flags={flag: _flag(flag, fields, shared) for flag, fields in entry["flags"].items()},
        least=least,
        most=most,
    )


def _flag(name: str, fields: dict[str, Any], shared: dict[str, str]) -> Flag:
    same_as = fields.get("same_as", "")
    return Flag(
        name=name,
        type=fields["type"],
        short=fields.get("short", ""),
        repeated=fields.get("repeated", False),
        default=fields.get("default", ""),
        hidden=fields.get("hidden", False),
        same_as=same_as,
        text=fields.get("text") or shared.get(same_as or name, ""),
    )


def _arity(usage: str) -> tuple[int, int]:
    """Reads the numbers of arguments from a usage line: `IMAGE [COMMAND] [ARG...]` takes one or more.

    A usage that names no arguments says nothing about their number.
    """
    words = [
        word for word in _one_word_each(usage.split("\n", maxsplit=1)[0]).split() if not word.islower() or "[" in word
    ]
    words = [word for word in words if word != "[OPTIONS]"]
    required = [word for word in words if not word.startswith("[") and word != "-"]
    return len(required), UNLIMITED if not words or "..." in usage else len(words)


def _one_word_each(usage: str) -> str:
    """Joins alternatives and what stands in one pair of brackets."""
    joined, depth = "", 0
    for sign in re.sub(r"\s*\|\s*", "|", usage):
        depth += {"[": 1, "]": -1}.get(sign, 0)
        joined += "_" if sign == " " and depth else sign
    return joined
