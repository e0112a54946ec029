"""Loads the grammar of the docker command line, once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from content.docker_cli.usage import UNLIMITED, arity, places, plain

_FOLDER = Path(__file__).parent


class Flag(NamedTuple):
    """`type` is the CLI's own word (bool, list, bytes, …); `text` is empty where we have no explanation yet.

    `told` is the explanation with `{value}` in it, `off` that of a switch that is turned off; both may be empty.
    A switch stands alone, taking a value only behind an equals sign.
    """

    name: str
    type: str
    short: str
    repeated: bool
    default: str
    hidden: bool
    same_as: str
    text: str
    told: str
    off: str
    is_switch: bool


class Command(NamedTuple):
    """A command by its one name. `shorts` has its flags by letter.

    `places` has the words of its usage that stand for arguments, `least` and `most` say how many it takes.
    """

    name: str
    usage: str
    also: tuple[str, ...]
    commands: tuple[str, ...]
    options_after_arguments: bool
    hidden: bool
    text: str
    flags: dict[str, Flag]
    shorts: dict[str, Flag]
    places: tuple[str, ...]
    least: int
    most: int

    @property
    def takes_arguments(self) -> bool:
        """Says whether a word may follow that names none of the commands below it, as in `history inspect REF`."""
        return bool(self.places) and self.places[0] != "COMMAND"

    def place(self, position: int) -> str:
        """Returns the word of the usage in whose place an argument stands: `IMAGE`; empty past the last."""
        if position < len(self.places):
            return self.places[position]
        return self.places[-1] if self.places and self.most == UNLIMITED else ""


class Grammar:
    """The one name of each command by every way to write it; commands are built when they are first asked for."""

    def __init__(self, entries: dict[str, dict[str, Any]], shared: dict[str, str], told: dict[str, str]) -> None:
        self.names = {name: name for name in entries}
        self.names |= {other: name for name, entry in entries.items() for other in entry.get("also", ())}
        self._entries = entries
        self._shared = shared
        self._told = told
        self._built: dict[str, Command] = {}

    def command(self, name: str) -> Command:
        """Returns a command by its one name; docker itself has an empty one."""
        if name not in self._built:
            entry = self._entries[name]
            if lender := entry.get("flags_also_of"):
                entry = {**entry, "flags": self._entries[lender]["flags"] | entry["flags"]}
            self._built[name] = _command(name, entry, self._shared, self._told)
        return self._built[name]

    def commands(self) -> list[Command]:
        """Returns every command."""
        return [self.command(name) for name in self._entries]

    def find(self, path: str) -> Command | None:
        """Returns the command written as `path` (without the word docker), or None."""
        name = self.names.get(path)
        return None if name is None else self.command(name)

    def below(self, path: str) -> list[str]:
        """Returns the words that may follow a path: `run`, `ps`, … after docker itself."""
        start = f"{path} " if path else ""
        words = (name[len(start) :] for name in self.names if name.startswith(start))
        return [word for word in words if word and " " not in word]


@cache
def load_grammar() -> Grammar:
    """Reads the grammar from its files."""
    entries: dict[str, dict[str, Any]] = {}
    for path in sorted((_FOLDER / "commands").glob("*.json")):
        entries |= json.loads(path.read_text(encoding="utf-8"))
    shared, told = (json.loads((_FOLDER / name).read_text(encoding="utf-8")) for name in ("flags.json", "values.json"))
    return Grammar(entries, shared, told)


def _command(name: str, entry: dict[str, Any], shared: dict[str, str], told: dict[str, str]) -> Command:
    words = places(entry["usage"], name)
    least, most = entry.get("arguments") or arity(words)
    flags = {flag: _flag(flag, fields, shared, told) for flag, fields in entry["flags"].items()}
    return Command(
        name=name,
        usage=entry["usage"],
        also=tuple(entry.get("also", ())),
        commands=tuple(entry.get("commands", ())),
        options_after_arguments=entry.get("options_after_arguments", True),
        hidden=entry.get("hidden", False),
        text=entry.get("text", ""),
        flags=flags,
        shorts={flag.short: flag for flag in flags.values() if flag.short},
        places=tuple(map(plain, words)),
        least=least,
        most=UNLIMITED if most is None else most,
    )


def _flag(name: str, fields: dict[str, Any], shared: dict[str, str], told: dict[str, str]) -> Flag:
    same_as = fields.get("same_as", "")
    known_as = same_as or name
    own = fields.get("text", "")
    return Flag(
        name=name,
        type=fields["type"],
        short=fields.get("short", ""),
        repeated=fields.get("repeated", False),
        default=fields.get("default", ""),
        hidden=fields.get("hidden", False),
        same_as=same_as,
        text=own or shared.get(known_as, ""),
        told=fields.get("told") or ("" if own else told.get(known_as, "")),
        off=fields.get("off") or ("" if own else told.get(f"{known_as}=false", "")),
        is_switch=fields["type"] == "bool",
    )
