"""Reads the words of one docker command as docker's own command line does (Go's pflag and cobra)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from commands.explain.model import Argument, GivenFlag, Objection, Span
from commands.explain.words import Piece
from content.docker_cli import Command, Flag, Grammar

_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})
_FORMS = {
    "int": (re.compile(r"[+-]?(0[xX][0-9a-fA-F_]+|[0-9][0-9_]*)"), "a whole number"),
    "uint": (re.compile(r"\+?\d+"), "a whole number, not below zero"),
    "uint16": (re.compile(r"\+?\d{1,5}"), "a whole number, not below zero"),
    "uint32": (re.compile(r"\+?\d{1,10}"), "a whole number, not below zero"),
    "float": (re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE), "a number"),
    "decimal": (re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(/\d+)?"), "a number such as 0.5"),
    "duration": (re.compile(r"0|[+-]?((\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h))+"), "a time with its unit, such as 30s"),
    "bytes": (re.compile(r"-1|\d+(\.\d+)?\s?([bkmgtp]b?|[kmgtp]ib)?", re.IGNORECASE), "a size such as 512m or 2g"),
}


@dataclass(slots=True)
class Taken:
    """A word or part of it, and what it is in the command: for the tokens of the answer."""

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

    def given(self, *names: str) -> list[str]:
        """Returns the values of flags by their names, in order."""
        return [flag.value for flag in self.flags if self.known_as(flag) in names]

    def known_as(self, flag: GivenFlag) -> str:
        """Returns the name that counts: an old spelling stands for the new one."""
        known = self.command.flags.get(flag.name)
        return known.same_as if known and known.same_as else flag.name

    def last(self, name: str) -> str | None:
        """Returns the value that counts where a flag may be given once."""
        values = self.given(name)
        return values[-1] if values else None

    def is_on(self, name: str) -> bool:
        """Says whether a switch is on."""
        return self.last(name) == "true"


def parse(words: Sequence[Piece], grammar: Grammar) -> Parsed:
    """Reads the words after `docker`."""
    return _Parser(words, grammar).parse()


class _Parser:
    def __init__(self, words: Sequence[Piece], grammar: Grammar) -> None:
        self.words = words
        self.grammar = grammar
        self.at = 0
        self.stopped = False
        self.parsed = Parsed(grammar.commands[""])

    def parse(self) -> Parsed:
        parsed = self.parsed
        self._flags(parsed.command, parsed.globals, between=True)
        while not self.stopped and self.at < len(self.words) and parsed.command.commands:
            if not self._descend():
                self._unknown_command()
                return parsed
            if parsed.command.commands:
                self._flags(parsed.command, parsed.flags, between=True)
        if not self.stopped and parsed.path:
            self._flags(parsed.command, parsed.flags, between=False)
        return parsed

    def _descend(self) -> bool:
        word = self.words[self.at]
        path = f"{self.parsed.path} {word.value}".strip()
        found = self.grammar.find(path)
        if found is None:
            return False
        self.at += 1
        self.parsed.path, self.parsed.command = path, found
        self.parsed.taken.append(Taken(word.span, "command", command=found))
        return True

    def _unknown_command(self) -> None:
        parsed, word = self.parsed, self.words[self.at]
        tried = f"{parsed.path} {word.value}".strip()
        nearest = _nearest(word.value, [*_first_words(self.grammar, parsed.path)], f"docker {parsed.path}".strip())
        parsed.error = Objection("unknown_command", word.span, f"docker has no command “{tried}”.", nearest)
        for argument in self.words[self.at :]:
            if argument.value == "--help":  # docker shows help instead of complaining
                self._help(argument, parsed.flags)
                parsed.error = None
            else:
                self._argument(argument)

    def _flags(self, command: Command, into: list[GivenFlag], *, between: bool) -> None:
        """Reads flags and arguments; `between` stops at the first argument, which names a command."""
        while self.at < len(self.words) and not self.stopped:
            word = self.words[self.at]
            if word.value == "--":
                self._rest(skip=1)
            elif word.value.startswith("--"):
                self._long(command, word, into)
            elif word.value.startswith("-") and len(word.value) > 1:
                self._cluster(command, word, into)
            elif between:
                return
            elif not command.options_after_arguments:
                self._rest(skip=0)
            else:
                self._argument(word)

    def _rest(self, *, skip: int) -> None:
        if skip:
            self.parsed.taken.append(Taken(self.words[self.at].span, "operator"))
        self.at += skip
        while self.at < len(self.words):
            self._argument(self.words[self.at])

    def _argument(self, word: Piece) -> None:
        self.at += 1
        self.parsed.args.append(Argument(word.value, word.span))
        self.parsed.taken.append(Taken(word.span, "argument", value=word.value))

    def _long(self, command: Command, word: Piece, into: list[GivenFlag]) -> None:
        name, equals, value = word.value[2:].partition("=")
        flag = command.flags.get(name)
        if flag is None:
            if name == "help":
                self._help(word, into)
                return
            self._unknown_flag(command, word, f"--{name}")
            return
        self.at += 1
        if equals:
            self._give(flag, value, word.span, into)
            self.parsed.taken.append(Taken(word.span, "flag", flag, value))
        elif flag.is_switch:
            self._give(flag, "true", word.span, into)
            self.parsed.taken.append(Taken(word.span, "flag", flag, "true"))
        else:
            self._value_from_next(flag, word, f"--{name}", into)

    def _help(self, word: Piece, into: list[GivenFlag]) -> None:
        self.at += 1
        into.append(GivenFlag("help", "true", word.span))
        self.parsed.taken.append(Taken(word.span, "flag"))

    def _cluster(self, command: Command, word: Piece, into: list[GivenFlag]) -> None:
        """Reads short flags written together: switches, then at most one with a value."""
        letters = word.value[1:]
        for position, letter in enumerate(letters):
            flag = command.short(letter)
            if flag is None and letter == "h":
                self._help(word, into)
                return
            if flag is None:
                self._unknown_flag(command, word, f"-{letter}")
                return
            rest = letters[position + 1 :]
            if flag.is_switch and not rest.startswith("="):
                self._give(flag, "true", word.span, into)
                self.parsed.taken.append(Taken(word.span, "flag", flag, "true"))
                continue
            if rest:
                value = rest.removeprefix("=")
                self.at += 1
                self._give(flag, value, word.span, into)
                self.parsed.taken.append(Taken(word.span, "flag", flag, value))
                return
            self.at += 1
            self._value_from_next(flag, word, f"-{letter}", into)
            return
        self.at += 1

    def _value_from_next(self, flag: Flag, word: Piece, written: str, into: list[GivenFlag]) -> None:
        if self.at >= len(self.words):
            self.stopped = True
            self.parsed.error = Objection(
                "missing_value", word.span, f"{written} needs a value after it, and the line ends there."
            )
            self.parsed.taken.append(Taken(word.span, "flag", flag))
            return
        value = self.words[self.at]
        self.at += 1
        self._give(flag, value.value, (word.span[0], value.span[1]), into)
        self.parsed.taken.append(Taken(word.span, "flag", flag, value.value))
        self.parsed.taken.append(Taken(value.span, "value", flag, value.value))

    def _give(self, flag: Flag, value: str, span: Span, into: list[GivenFlag]) -> None:
        if flag.is_switch and value in _TRUE | _FALSE:
            value = "true" if value in _TRUE else "false"
        elif fault := _misfit(flag, value):
            self._object(Objection("bad_value", span, f"“{value}” does not fit --{flag.name}: it takes {fault}."))
        into.append(GivenFlag(flag.name, value, span))

    def _object(self, objection: Objection) -> None:
        """Keeps the first objection; a value that does not fit doesn't end the reading."""
        self.parsed.error = self.parsed.error or objection

    def _unknown_flag(self, command: Command, word: Piece, written: str) -> None:
        names = [f"--{name}" for name, flag in command.flags.items() if not flag.hidden]
        shown = f"docker {self.parsed.path}".strip()
        self.stopped = True
        self.parsed.error = Objection(
            "unknown_flag", word.span, f"{shown} has no option {written}.", _nearest(written, names, "")
        )


def _first_words(grammar: Grammar, path: str) -> Iterator[str]:
    """Yields the words that may follow a path: `run`, `ps`, … after docker itself."""
    for name in grammar.names:
        before, _, word = name.rpartition(" ")
        if before == path and word:
            yield word


def _misfit(flag: Flag, value: str) -> str:
    """Says what a value should have been, or nothing where it fits or depends on the reader's machine."""
    if flag.is_switch:
        return "true or false"
    form = _FORMS.get(flag.type)
    if form is None or "$" in value or value.startswith("<") or "`" in value:
        return ""
    return "" if form[0].fullmatch(value) else form[1]


def _nearest(typed: str, known: Sequence[str], before: str) -> str | None:
    found = get_close_matches(typed, known, n=1)
    return f"{before} {found[0]}".strip() if found else None
