"""Splits a text into shell words with their spans, the way a shell would. Nothing is executed or expanded.

A value is what the program would receive, as far as the text alone tells: quotes are removed, the current and
the home folder read `{cwd}` and `{home}`, every other expansion stays as typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from commands.explain.model import Span

_PROMPT = re.compile(
    r"[ \t]*(?:\$|#|%|>|PS(?: [^>\n]*)?>|[A-Za-z]:\\[^>\n]*>|[\w.-]+@[\w.-]+[^\n$#]{0,60}[$#])[ \t]+(?=\S)"
)
_OPERATOR = re.compile(r"&&|\|\||\|&|;;|[;|&()\n]")
_REDIRECT = re.compile(r"(?:\d*|&)(?:<<<|<<-?|<>|>>|>\||[<>]&?)")
_PLACEHOLDER = re.compile(r"<[A-Za-z](?:[^<>|&;\n]*[^<>|&;\s])?>")
_VARIABLE = re.compile(r"\$(?:\{[^}\n]*\}|[A-Za-z_]\w*|[0-9?!@#*$-])")
_CWD = frozenset({"$(pwd)", "`pwd`", "$PWD", "${PWD}", "$pwd", "${pwd}", "%cd%"})
_HOME = frozenset({"$HOME", "${HOME}"})
_BLANK = " \t\r"


class Part(StrEnum):
    """What a piece of the text is to the shell."""

    WORD = "word"
    OPERATOR = "operator"
    REDIRECT = "redirect"
    COMMENT = "comment"
    PROMPT = "prompt"


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, operator, redirection, comment or prompt. `closed` is False where a quote is never closed."""

    part: Part
    value: str
    span: Span
    expands: bool = False
    closed: bool = True


def split(text: str) -> list[Piece]:
    """Returns the pieces of a text in order."""
    return list(_Splitter(text).pieces())


def _stands_for(expansion: str) -> str:
    if expansion in _CWD:
        return "{cwd}"
    return "{home}" if expansion in _HOME else expansion


@dataclass(slots=True)
class _Splitter:
    text: str
    at: int = 0
    windows: bool = False
    here: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.windows = bool(
            re.search(r"`[ \t]*\r?\n|(?<!\\)\^\r?\n|[A-Za-z%]:?\\\w|\$\{?pwd\}?\\|(?<!\S)\.{1,2}\\\w", self.text)
        )

    def pieces(self) -> Iterator[Piece]:
        line_start = True
        while self._skip_blank():
            if line_start and (found := _PROMPT.match(self.text, self.at)):
                yield self._take(Part.PROMPT, found[0].strip(), found.end())
            line_start = False
            if self.at >= len(self.text):
                return
            if self.text[self.at] == "#":
                yield self._comment()
            elif (found := _REDIRECT.match(self.text, self.at)) and not _PLACEHOLDER.match(self.text, self.at):
                yield self._redirect(found)
            elif found := _OPERATOR.match(self.text, self.at):
                line_start = found[0] == "\n"
                if not line_start:
                    yield self._take(Part.OPERATOR, found[0], found.end())
                else:
                    self.at = found.end()
                    self._skip_here_documents()
                    yield Piece(Part.OPERATOR, "\n", (found.start(), found.end()))
            else:
                yield self._word()

    def _take(self, part: Part, value: str, end: int) -> Piece:
        start, self.at = self.at, end
        return Piece(part, value, (start, end))

    def _skip_blank(self) -> bool:
        """Moves over blanks and continued line ends; says whether anything is left."""
        text = self.text
        while self.at < len(text):
            if text[self.at] in _BLANK:
                self.at += 1
            elif length := self._continuation(self.at):
                self.at += length
            else:
                return True
        return False

    def _continuation(self, at: int) -> int:
        """Returns the length of a line end that continues the line: backslash, or a shell of Windows' own."""
        signs = "\\`^" if self.windows else "\\`"
        if at >= len(self.text) or self.text[at] not in signs:
            return 0
        end = at + 1
        while end < len(self.text) and self.text[end] in _BLANK:
            end += 1
        return end + 1 - at if end < len(self.text) and self.text[end] == "\n" else 0

    def _comment(self) -> Piece:
        end = self.text.find("\n", self.at)
        end = len(self.text) if end < 0 else end
        return self._take(Part.COMMENT, self.text[self.at : end], end)

    def _redirect(self, found: re.Match[str]) -> Piece:
        start, sign = self.at, found[0]
        self.at = found.end()
        if not sign.endswith("&") or not self.text[self.at : self.at + 1].isdigit():
            self._skip_blank()
        target = self._word() if self._at_word() else None
        if target and "<<" in sign and "<<<" not in sign:
            self.here.append(target.value)
        return Piece(Part.REDIRECT, self.text[start : self.at], (start, self.at))

    def _at_word(self) -> bool:
        return self.at < len(self.text) and not _OPERATOR.match(self.text, self.at)

    def _skip_here_documents(self) -> None:
        while self.here:
            end = re.compile(rf"^\t*{re.escape(self.here.pop(0))}[ \t]*$", re.MULTILINE).search(self.text, self.at)
            self.at = end.end() if end else len(self.text)

    def _word(self) -> Piece:
        start = self.at
        value: list[str] = []
        expands, closed = False, True
        while self.at < len(self.text) and not self._ends_word():
            piece, expanded, whole = self._fragment(first=self.at == start)
            value.append(piece)
            expands, closed = expands or expanded, closed and whole
        if self.at == start:  # a sign that begins nothing else is a word of its own
            self.at += 1
            value.append(self.text[start])
        return Piece(Part.WORD, "".join(value), (start, self.at), expands, closed)

    def _ends_word(self) -> bool:
        sign = self.text[self.at]
        if sign == "<" and _PLACEHOLDER.match(self.text, self.at):
            return False
        return sign in " \t\r\n;|&()<>"

    def _fragment(self, *, first: bool) -> tuple[str, bool, bool]:
        """Reads one quoted, expanded or plain stretch: (value, expands, closed)."""
        sign = self.text[self.at]
        if not first and (length := self._continuation(self.at)):
            self.at += length  # a word goes on behind a line end that is escaped
            return "", False, True
        if sign == "'":
            return self._single_quoted()
        if sign == '"':
            return self._double_quoted()
        if sign in "$`":
            return self._expansion()
        if sign == "<" and (found := _PLACEHOLDER.match(self.text, self.at)):
            self.at = found.end()
            return found[0], False, True
        if sign == "\\" and not self.windows:
            escaped = self.text[self.at + 1 : self.at + 2]
            self.at += 1 + len(escaped)
            return escaped, False, True
        if sign == "~" and first and self.text[self.at + 1 : self.at + 2] in {"", "/", " ", ":"}:
            self.at += 1
            return "{home}", True, True
        if self.text.startswith("%cd%", self.at):
            self.at += 4
            return "{cwd}", True, True
        self.at += 1
        return sign, False, True

    def _single_quoted(self) -> tuple[str, bool, bool]:
        end = self.text.find("'", self.at + 1)
        start, self.at = self.at + 1, len(self.text) if end < 0 else end + 1
        return self.text[start : len(self.text) if end < 0 else end], False, end >= 0

    def _double_quoted(self) -> tuple[str, bool, bool]:
        self.at += 1
        value: list[str] = []
        expands = False
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == '"':
                self.at += 1
                return "".join(value), expands, True
            if sign == "\\" and not self.windows and self.text[self.at + 1 : self.at + 2] in set('"\\$`\n'):
                value.append(self.text[self.at + 1].replace("\n", ""))
                self.at += 2
            elif sign in "$`":
                piece, expanded, _ = self._expansion()
                value.append(piece)
                expands = expands or expanded
            else:
                value.append(sign)
                self.at += 1
        return "".join(value), expands, False

    def _expansion(self) -> tuple[str, bool, bool]:
        start = self.at
        if self.text.startswith("$(", start):
            self.at = self._end_of_substitution(start + 2)
        elif self.text[start] == "`" and (end := self.text.find("`", start + 1)) > 0:
            self.at = end + 1
        elif found := _VARIABLE.match(self.text, start):
            self.at = found.end()
        else:
            self.at += 1
            return self.text[start], False, True
        return _stands_for(self.text[start : self.at]), True, True

    def _end_of_substitution(self, at: int) -> int:
        depth = 1
        while at < len(self.text) and depth:
            depth += {"(": 1, ")": -1}.get(self.text[at], 0)
            at += 1
        return at
