"""Reads the parts of a shell word that are quoted or that the shell would replace. Nothing is executed."""

from __future__ import annotations

import re
from typing import NamedTuple

_VARIABLE = re.compile(r"\$(?:\{[^}\n]{0,1000}\}|[A-Za-z_]\w*|[0-9?!@#*$-])")
_CWD = frozenset({"$(pwd)", "`pwd`", "$PWD", "${PWD}", "$pwd", "${pwd}"})
_HOME = frozenset({"$HOME", "${HOME}"})
_PLAIN_IN_QUOTES = re.compile(r'[^"\\$`]+')
_DOUBLE_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_ESCAPED = re.compile(r"\\(?:x([\da-fA-F]{1,2})|u([\da-fA-F]{1,4})|([0-7]{1,3})|(.))", re.DOTALL)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}
"""What a letter behind a backslash stands for between `$'` and `'`."""
_SELF = frozenset("\\'\"?")
"""What stands for itself there; a backslash before any other sign stays."""


class Fragment(NamedTuple):
    """A stretch of a word: what the program would receive, and where the stretch ends.

    `closed` is False where a quote is opened and never closed.
    """

    value: str
    end: int
    closed: bool = True


def single_quoted(text: str, at: int) -> Fragment:
    """Reads from a single quote: all up to the next one stands for itself."""
    end = text.find("'", at + 1)
    return Fragment(text[at + 1 : end], end + 1) if end >= 0 else Fragment(text[at + 1 :], len(text), closed=False)


def double_quoted(text: str, at: int, *, escapes: bool) -> Fragment:
    """Reads from a double quote: variables count, and the backslash where the shell knows it (`escapes`)."""
    value: list[str] = []
    at += 1
    while at < len(text):
        sign = text[at]
        if sign == '"':
            return Fragment("".join(value), at + 1)
        if sign == "\\" and escapes and text[at + 1 : at + 2] in set('"\\$`\n'):
            value.append(text[at + 1].replace("\n", ""))
            at += 2
            continue
        found = _PLAIN_IN_QUOTES.match(text, at)
        piece = Fragment(found[0], found.end()) if found else expansion(text, at)
        value.append(piece.value)
        at = piece.end
    return Fragment("".join(value), len(text), closed=False)


def expansion(text: str, at: int) -> Fragment:
    """Reads what the shell replaces: a variable or a command's output; a lone sign stands for itself.

    The current and the home folder read `{cwd}` and `{home}`, everything else stays as typed.
    """
    if text.startswith("$(", at):
        end = _end_of_substitution(text, at + 2)
    elif text[at] == "`" and (close := text.find("`", at + 1)) > 0:
        end = close + 1
    elif found := _VARIABLE.match(text, at):
        end = found.end()
    else:
        return Fragment(text[at], at + 1)
    typed = text[at:end]
    return Fragment("{cwd}" if typed in _CWD else "{home}" if typed in _HOME else typed, end)


def dollar_quoted(text: str, at: int) -> Fragment:
    """Reads from `$'`, a single quote in which the backslash counts."""
    end = at + 2
    while end < len(text) and text[end] != "'":
        end += 2 if text[end] == "\\" else 1
    value = _ESCAPED.sub(_meant, text[at + 2 : end])
    return Fragment(value, min(end + 1, len(text)), closed=end < len(text))


def _meant(escaped: re.Match[str]) -> str:
    """Returns the sign that is written with a backslash: by its number in base 16 or 8, by a letter, or as itself."""
    short, long, octal, sign = escaped.groups()
    if sign is None:
        return chr(int(octal, 8) % 256 if octal else int(short or long, 16))
    return _CONTROLS.get(sign, sign if sign in _SELF else escaped[0])


def _end_of_substitution(text: str, at: int) -> int:
    depth = 1
    while at < len(text) and depth:
        sign = text[at]
        if sign == "'":
            at = single_quoted(text, at).end
            continue
        if found := _DOUBLE_QUOTED.match(text, at):
            at = found.end()
            continue
        if sign == "\\":
            at += 1
        depth += {"(": 1, ")": -1}.get(sign, 0)
        at += 1
    return min(at, len(text))
