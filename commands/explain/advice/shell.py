"""Advice on what the reader's own shell does with a line before docker, or in place of the container."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from commands.explain.advice.line import FlagRules, Line, Rules, for_each
from commands.explain.advice.programs import SHELLS, with_program
from commands.explain.brevity import brief
from commands.explain.model import Advice, Argument, GivenFlag
from commands.explain.parsed import MAKES_CONTAINER
from commands.explain.words import Piece, is_several, unquoted

_EXPANSION = re.compile(r"\$(?:\w+|\{[^{}]*\}|\([^()]*\)|[({])|`[^`]*`?|^~")
_ASIDE = {True: re.compile(r"\\."), False: re.compile(r"\\.|'[^']*'")}
"""What the shell leaves alone in a word, by whether the word begins with a double quote."""
_CURRENT = re.compile(r"\$\(pwd\)|\$PWD|\$\{PWD\}|`pwd`")
_NAMES_VARIABLE = re.compile(r"([A-Za-z_]\w*)=")
_FOR_DOCKER = ("DOCKER", "COMPOSE", "BUILDKIT", "BUILDX", "MSYS", "HTTP", "NO_PROXY", "SSH_")
_INSTALLERS = frozenset({"apt", "apt-get", "apk", "yum", "dnf", "pip", "npm", "cd", "export"})
_TERMINAL = frozenset({"-t", "--tty", "--tty=true"})
_FED = ("<", "0<")
_WRITES = frozenset({"echo", "printf"})
_MATCHES = frozenset({"find", "grep"})
"""Programs that match patterns themselves."""
_TAKES_FILES = frozenset({"cat", "du", "head", "ls", "rm", "tail", "wc"})
_EVERYWHERE = frozenset({"HOME", "PATH", "HOSTNAME", "USER", "SHELL"})
"""Variables that every machine has for itself."""


def _expanded_here(line: Line) -> Iterator[Advice]:
    for argument in line.parsed.args[1:]:
        word = line.at(argument.span)
        if ("$" in word or "`" in word or word[0] == "~") and (found := _expansion(word)):
            told = f"Your own shell replaces {found} before docker starts; {_kept(line)}"
            yield Advice("host-expansion", "info", argument.span, brief(told), _replaced_inside(line, argument, found))
        if "*" in argument.value and "*" in unquoted(word):
            told = f"Your own shell may put names of your files in place of {word}; {_kept(line)}"
            args = line.parsed.args
            fix = _in_shell(line, args[1].span[0], args[-1].span[1]) if args[1].value in _TAKES_FILES else None
            yield Advice("host-files", "info", argument.span, brief(told), fix)


def _kept(line: Line) -> str:
    if _runs_text(line.parsed.args):
        return "single quotes keep it for the shell inside."
    if line.parsed.args[1].value in _MATCHES:
        return f"quotes keep it for {line.parsed.args[1].value}."
    return "sh -c '…' leaves that to a shell inside."


def _runs_text(args: Sequence[Argument]) -> bool:
    """Says whether a shell inside gets its command as a text."""
    return len(args) > 2 and args[1].value in SHELLS and args[2].value == "-c"


def _replaced_inside(line: Line, argument: Argument, found: str) -> str | None:
    """Returns the line with a variable left to a shell inside, where it is hardly meant to be your own."""
    args, word = line.parsed.args, line.at(argument.span)
    if _runs_text(args):
        is_plain = word[0] == word[-1] == '"' and not set(word[1:-1]) & set("\"'\\")
        return line.replaced([(argument.span, f"'{word[1:-1]}'")]) if is_plain and args[3:4] == [argument] else None
    return _in_shell(line, args[1].span[0], args[-1].span[1]) if found.strip("${}") in _EVERYWHERE else None


def _in_shell(line: Line, start: int, end: int) -> str | None:
    """Returns the line with a part of it handed to a shell inside; None where the part has quotes of its own."""
    part = line.text[start:end]
    return None if "'" in part or "\n" in part else line.replaced([((start, end), f"sh -c '{part}'")])


def _loose_words(line: Line, found: Argument) -> Iterator[Advice]:
    args = line.parsed.args
    if not _runs_text(args) or len(args) < 5 or re.search(r"[\s$@]", args[3].value):
        return
    told = f"{found.value} -c runs the next word alone, {args[3].value}; quotes keep what follows in the command."
    span = (args[3].span[0], args[-1].span[1])
    words = line.text[slice(*span)]
    fix = None if set(words) & set("\"'$`\\") else line.replaced([(span, f"'{words}'")])
    yield Advice("loose-words", "warning", span, brief(told), fix)


def braces(line: Line, words: Sequence[Piece]) -> Iterator[Advice]:
    """Yields advice on words of which bash makes several."""
    for word in words if "{" in line.text else ():
        if "{" in word.value and is_several(typed := line.at(word.span)):
            told = f"bash makes several words of {typed} before docker starts; here it is read as one."
            yield Advice("several-words", "info", word.span, brief(told))


def _expansion(word: str) -> str:
    found = _EXPANSION.search(_ASIDE[word[0] == '"'].sub("", word))
    return found[0] if found else ""


def _rest_on_host(line: Line, found: Argument) -> Iterator[Advice]:
    if line.ended_by not in {"&&", ";"}:
        return
    following = line.pieces[line.end : line.end + 1]
    again = following and following[0].value == found.value and found.value in _INSTALLERS
    if again or (following and found.value == "cd"):
        span = line.pieces[line.end - 1].span
        told = f"What follows {line.ended_by} runs on your own machine; sh -c '…' takes all of it into the container."
        yield Advice("rest-on-host", "warning", span, told, _taken_inside(line, found.span[0]))


def _taken_inside(line: Line, start: int) -> str | None:
    """Returns the line with all up to the end of the typed line handed to a shell inside."""
    end = start
    for piece in line.pieces[line.end :]:
        if piece.part not in {"word", "operator"} or piece.value == "\n":
            break
        end = piece.span[1]
    inner = line.text[start:end]
    return None if "'" in inner else f"{line.text[line.span[0] : start]}sh -c '{inner}'"


def _written_on_host(line: Line, found: Argument) -> Iterator[Advice]:
    for piece in line.redirections():
        target = piece.value.lstrip("0123456789&>| ")
        if piece.value.lstrip("01").startswith(">") and target.startswith("/") and not target.startswith("/dev/"):
            told = f"{target} is written on your own machine, not in the container; sh -c '… > file' writes inside."
            fix = _in_shell(line, found.span[0], piece.span[1]) if found.value in _WRITES else None
            yield Advice("written-on-host", "info", piece.span, brief(told), fix)


def _input_unread(line: Line) -> Iterator[Advice]:
    parsed = line.parsed
    if parsed.is_on("interactive") or parsed.is_on("detach") or parsed.every("attach") or not parsed.args:
        return
    if (line.joined_by == "|" and not line.is_fed) or any(_feeds(piece.value) for piece in line.redirections()):
        told = "Without -i the program in the container does not get what is sent to it here."
        yield Advice("input-unread", "warning", parsed.args[0].span, told, line.with_flag("-i"))


def _feeds(redirection: str) -> bool:
    return redirection.startswith(_FED) and not redirection.startswith("<>")


def _terminal_in_pipe(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    if flag is not line.parsed.every("tty")[-1] or flag.value == "false" or line.parsed.is_on("detach"):
        return
    fed = line.joined_by == "|" or any(_feeds(piece.value) for piece in line.redirections())
    if fed and line.parsed.is_on("interactive"):
        told = "-t wants a terminal, but a pipe or a file feeds this command, so docker refuses; -i alone is right."
        yield Advice("terminal-in-pipe", "danger", flag.span, told, _without_terminal(line, flag))
    elif line.ended_by == "|" or any(piece.value.lstrip("1").startswith(">") for piece in line.redirections()):
        told = "With -t, line ends and colours meant for a terminal get into what is passed on; leave it out here."
        yield Advice("terminal-in-pipe", "warning", flag.span, told, _without_terminal(line, flag))


def _without_terminal(line: Line, flag: GivenFlag) -> str | None:
    typed = line.at(flag.span)
    if len(line.parsed.every("tty")) > 1:
        return None
    if typed in _TERMINAL:
        return line.without(flag.span)
    return line.replaced([(flag.span, "-i")]) if typed in {"-it", "-ti"} else None


def _unquoted_folder(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    typed = line.at(flag.span)
    found = _CURRENT.search(typed) if "{cwd}" in flag.value and '"' not in typed else None
    if found:
        told = "Where the path of your folder has a blank, most shells split it there; double quotes keep it whole."
        start = flag.span[0] + found.start()
        fix = line.replaced([((start, flag.span[1]), f'"{line.at((start, flag.span[1]))}"')])
        yield Advice("unquoted-folder", "info", flag.span, told, fix)


def _variable_for_docker(line: Line) -> Iterator[Advice]:
    for piece in line.pieces[line.first : line.program]:
        found = _NAMES_VARIABLE.match(piece.value) if piece.part == "word" else None
        if found is None or found[1].upper().startswith(_FOR_DOCKER) or not line.parsed.args:
            continue
        name = found[1]
        if name not in line.at((piece.span[1], line.span[1])):
            told = f"{name} is set for docker's own program; the container gets it only with -e {name}."
            yield Advice("variable-for-docker", "info", piece.span, brief(told), line.with_flag(f"-e {name}"))


def _login_as_administrator(line: Line) -> Iterator[Advice]:
    for piece in line.pieces[line.first : line.program]:
        if piece.value == "sudo":
            told = "With sudo this is kept for the administrator, and docker without sudo does not find it."
            yield Advice("login-with-sudo", "info", piece.span, told)


_RUNS = (
    _expanded_here,
    with_program(_rest_on_host, _written_on_host, _loose_words),
    _input_unread,
    _variable_for_docker,
)
RULES: Rules = {
    "container run": _RUNS,
    "container create": (_expanded_here, _variable_for_docker),
    "container exec": _RUNS,
    "login": (_login_as_administrator,),
    "context use": (_login_as_administrator,),
}
FLAG_RULES: FlagRules = {
    **for_each(MAKES_CONTAINER, {"tty": _terminal_in_pipe, "volume": _unquoted_folder, "mount": _unquoted_folder}),
    "container exec": {"tty": _terminal_in_pipe},
}
