"""Reads the words of one docker command as docker's own command line does (Go's cobra and pflag)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commands.explain.checks import objection_to
from commands.explain.model import Argument, GivenFlag, Span
from commands.explain.nearest import nearest
from commands.explain.parsed import Parsed, Taken
from commands.explain.words import Piece
from content.docker_cli import Command, Flag, Grammar

_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})


def parse(words: Sequence[Piece], grammar: Grammar, path: str = "") -> Parsed:
    """Reads the words after `docker`, or after a program that stands for one of its commands (`path`)."""
    return _Parser(words, grammar, path).parse()


class _Parser:
    def __init__(self, words: Sequence[Piece], grammar: Grammar, path: str) -> None:
        self.words = words
        self.grammar = grammar
        self.at = 0
        self.stopped = False
        self.parsed = Parsed(grammar.command(path), path)
        self.into = self.parsed.flags if path else self.parsed.globals

    def parse(self) -> Parsed:
        parsed = self.parsed
        self._read(between=True)
        while not self.stopped and self.at < len(self.words) and parsed.command.commands:
            if not self._descend():
                if parsed.command.takes_arguments:
                    break
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

    def _no_command(self) -> None:
        self.stopped = True
        if self.at < len(self.words):
            self._unknown_command()

    def _unknown_command(self) -> None:
        parsed, word = self.parsed, self.words[self.at]
        rest = self.words[self.at :]
        if not _asks_for_help(rest, asked=parsed.shows_help):
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
                if not between:
                    self._only_arguments()
                elif self.parsed.path:  # docker takes no name of a command from behind the dashes, save its very first
                    self._no_command()
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
        rest = self.words[self.at :]
        self.at = len(self.words)
        self.parsed.args += [Argument(word.value, word.span) for word in rest]
        self.parsed.taken += [Taken(word.span, "argument", None, word.value) for word in rest]

    def _argument(self) -> None:
        word = self.words[self.at]
        self.at += 1
        self.parsed.args.append(Argument(word.value, word.span))
        self.parsed.taken.append(Taken(word.span, "argument", None, word.value))

    def _long(self) -> None:
        word = self.words[self.at]
        name, equals, value = word.value[2:].partition("=")
        flag = self.parsed.command.flags.get(name)
        if flag is None and name == "help":
            self.at += 1
            self._help(word)
        elif flag is None:
            self._unknown_flag(word, f"--{name}")
        elif equals or flag.is_switch:
            self.at += 1
            self._take(flag, value if equals else "true", word.span)
        else:
            self._value_from_next(flag, f"--{name}")

    def _help(self, word: Piece) -> None:
        given = GivenFlag("help", "true", word.span)
        self.into.append(given)
        self.parsed.named.setdefault("help", []).append(given)
        self.parsed.taken.append(Taken(word.span, "flag"))

    def _cluster(self) -> None:
        """Reads short flags written together: switches, then at most one with a value."""
        word = self.words[self.at]
        letters = word.value[1:]
        for position, letter in enumerate(letters, 1):
            rest = letters[position:]
            flag = self.parsed.command.shorts.get(letter)
            if flag is None and letter == "h":
                self._help(word)
                continue
            if flag is None:
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
        if flag.is_switch and value in _TRUE:
            value = "true"
        elif fault := objection_to(self.parsed.command.name, flag, value):
            self.parsed.object("bad_value", span, f"docker refuses this --{flag.name}. {fault}")
        elif flag.is_switch:
            value = "false"
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


def _asks_for_help(words: Sequence[Piece], *, asked: bool) -> bool:
    """Says whether docker shows its help and does not complain of a word: it does where no other option comes first."""
    options = (word.value for word in words if word.value.startswith("-"))
    return next(options, "--help" if asked else "") == "--help"


def _visible(command: Command) -> Iterator[str]:
    return (f"--{name}" for name, flag in command.flags.items() if not flag.hidden)


def _with_two_dashes(command: Command, word: Piece) -> str | None:
    """Returns the long flag that somebody wrote with one dash: -name for --name."""
    name = word.value[1:].partition("=")[0]
    return f"--{name}" if len(name) > 1 and (name in command.flags or name == "help") else None
