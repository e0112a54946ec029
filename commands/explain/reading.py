"""Reads the words of one docker command as docker's own command line does (Go's cobra and pflag)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from commands.explain.checks import objection_to
from commands.explain.model import Argument, GivenFlag, Objection, Span
from commands.explain.nearest import nearest
from commands.explain.words import Piece
from content.docker_cli import Command, Flag, Grammar

MAKES_CONTAINER = frozenset({"container run", "container create"})
_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})


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
        return [flag.value for flag in self.every(name)]

    def last(self, name: str) -> str | None:
        """Returns the value that counts where a flag may be given once."""
        flags = self.every(name)
        return flags[-1].value if flags else None

    def is_on(self, name: str) -> bool:
        """Says whether a switch is on."""
        return self.last(name) == "true"

    @property
    def shows_help(self) -> bool:
        """Says whether docker only shows how the command is used."""
        return any(flag.name == "help" and flag.value == "true" for flag in self.flags)

    def object(self, kind: str, span: Span, message: str, suggestion: str | None = None) -> None:
        """Keeps the first objection: docker makes no second one."""
        self.error = self.error or Objection(kind, span, message, suggestion)


def parse(words: Sequence[Piece], grammar: Grammar) -> Parsed:
    """Reads the words after `docker`."""
    return _Parser(words, grammar).parse()


class _Parser:
    def __init__(self, words: Sequence[Piece], grammar: Grammar) -> None:
        self.words = words
        self.grammar = grammar
        self.at = 0
        self.stopped = False
        self.parsed = Parsed(grammar.command(""))
        self.into = self.parsed.globals

    def parse(self) -> Parsed:
        parsed = self.parsed
        self._read(between=True)
        while not self.stopped and self.at < len(self.words) and parsed.command.commands:
            if not self._descend():
                self._unknown_command()
                return parsed
            self.into = parsed.flags
            if parsed.command.commands:
                self._read(between=True)
        if not self.stopped and parsed.path:
            self._read(between=False)
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
        rest = self.words[self.at :]
        if all(each.value != "--help" for each in rest):  # with it, docker shows help instead of complaining
            tried = f"{parsed.path} {word.value}".strip()
            meant = nearest(word.value, self.grammar.below(parsed.path))
            suggestion = " ".join(filter(None, ("docker", parsed.path, meant))) if meant else None
            parsed.object("unknown_command", word.span, f"docker has no command “{tried}”.", suggestion)
        for each in rest:
            if each.value == "--help":
                self._help(each)
            else:
                parsed.args.append(Argument(each.value, each.span))

    def _read(self, *, between: bool) -> None:
        """Reads flags and arguments; `between` stops at the first argument, which names a command."""
        while self.at < len(self.words) and not self.stopped:
            word = self.words[self.at].value
            if word == "--":
                self.parsed.taken.append(Taken(self.words[self.at].span, "operator"))
                self.at += 1
                self._only_arguments()
            elif word.startswith("--"):
                self._long()
            elif word.startswith("-") and len(word) > 1:
                self._cluster()
            elif between:
                return
            elif not self.parsed.command.options_after_arguments:
                self._only_arguments()
            else:
                self._argument()

    def _only_arguments(self) -> None:
        while self.at < len(self.words):
            self._argument()

    def _argument(self) -> None:
        word = self.words[self.at]
        self.at += 1
        self.parsed.args.append(Argument(word.value, word.span))
        self.parsed.taken.append(Taken(word.span, "argument", value=word.value))

    def _long(self) -> None:
        word = self.words[self.at]
        name, equals, value = word.value[2:].partition("=")
        flag = self.parsed.command.flags.get(name)
        if flag is None and name == "help":
            self._help(word)
        elif flag is None:
            self._unknown_flag(word, f"--{name}")
        elif equals or flag.is_switch:
            self.at += 1
            self._take(flag, value if equals else "true", word.span)
        else:
            self._value_from_next(flag, f"--{name}")

    def _help(self, word: Piece) -> None:
        self.at += 1
        self.into.append(GivenFlag("help", "true", word.span))
        self.parsed.taken.append(Taken(word.span, "flag"))

    def _cluster(self) -> None:
        """Reads short flags written together: switches, then at most one with a value."""
        word = self.words[self.at]
        letters = word.value[1:]
        for position, letter in enumerate(letters, 1):
            rest = letters[position:]
            flag = self.parsed.command.shorts.get(letter)
            if flag is None:
                if letter == "h":
                    self._help(word)
                else:
                    self._unknown_flag(word, f"-{letter}")
                return
            with_sign = len(rest) > 1 and rest.startswith("=")
            if flag.is_switch and not with_sign:
                self._take(flag, "true", word.span)
                continue
            if rest:
                self.at += 1
                self._take(flag, rest[1:] if with_sign else rest, word.span)
            else:
                self._value_from_next(flag, f"-{letter}")
            return
        self.at += 1

    def _value_from_next(self, flag: Flag, written: str) -> None:
        word = self.words[self.at]
        self.at += 1
        if self.at >= len(self.words):
            self.stopped = True
            told = f"{written} needs a value after it, and the line ends there."
            self.parsed.object("missing_value", word.span, told)
            self.parsed.taken.append(Taken(word.span, "flag", flag, command=self.parsed.command))
            return
        value = self.words[self.at]
        self.at += 1
        self._give(flag, value.value, (word.span[0], value.span[1]))
        self.parsed.taken.append(Taken(word.span, "flag", flag, value.value, self.parsed.command))
        self.parsed.taken.append(Taken(value.span, "value", flag, value.value, self.parsed.command))

    def _take(self, flag: Flag, value: str, span: Span) -> None:
        value = self._give(flag, value, span)
        self.parsed.taken.append(Taken(span, "flag", flag, value, self.parsed.command))

    def _give(self, flag: Flag, value: str, span: Span) -> str:
        makes_container = self.parsed.command.name in MAKES_CONTAINER
        if fault := objection_to(flag, value, makes_container=makes_container):
            self.parsed.object("bad_value", span, f"docker refuses this --{flag.name}. {fault}")
        elif flag.is_switch:
            value = "true" if value in _TRUE else "false"
        given = GivenFlag(flag.name, value, span)
        self.into.append(given)
        self.parsed.named.setdefault(flag.same_as or flag.name, []).append(given)
        return value

    def _unknown_flag(self, word: Piece, written: str) -> None:
        self.stopped = True
        shown = f"docker {self.parsed.path}".strip()
        suggestion = nearest(written, _visible(self.parsed.command)) if written.startswith("--") else None
        told = f"{shown} has no option {written}."
        self.parsed.object("unknown_flag", word.span, told, suggestion or _with_two_dashes(self.parsed.command, word))


def _visible(command: Command) -> Iterator[str]:
    return (f"--{name}" for name, flag in command.flags.items() if not flag.hidden)


def _with_two_dashes(command: Command, word: Piece) -> str | None:
    """Returns the long flag that somebody wrote with one dash: -name for --name."""
    name = word.value[1:].partition("=")[0]
    return f"--{name}" if len(name) > 1 and name in command.flags else None
