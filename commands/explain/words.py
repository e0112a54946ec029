"""Splits a text into shell words with their spans, the way a shell would. Nothing is executed or expanded.

A value is what the program would receive, as far as the text alone tells: quotes are removed, the current and
the home folder read `{cwd}` and `{home}`, every other expansion stays as typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from commands.explain.model import Span
from commands.explain.quoting import Fragment, dollar_quoted, double_quoted, expansion, single_quoted

_PROMPT = re.compile(
    r"[ \t]*(?:\([\w.-]+\)[ \t]+)?(?:\$|#|%|>|PS(?: [^>\n]*)?>|[A-Za-z]:\\[^>\n]*>|[\w.-]+@[\w.-]+[^\n$#]{0,60}[$#]"
    r"|\[[^\]\n]{1,60}\][$#%]|(?:ba|z|da|a)?sh-[\d.]+[$#%])[ \t]+(?=\S)"
    r"|[ \t]*(?:[~/][\w./~-]*[ \t]?[$#%]|[➜❯λ»](?:[ \t]+[~/\w.-]+(?:[ \t]+git:\([^)\n]*\))?(?:[ \t]+✗)?)?)[ \t]+"
    r"(?=(?:sudo[ \t]+)?docker[ \t-])"
)
"""What shells print before a line. A bare path and an arrow are prompts only in front of docker."""
_MORE = re.compile(r"(?:>>?|More\?)[ \t]+(?=\S)")
"""The prompt of a line that continues the one before."""
_OPERATOR = re.compile(r"&&|\|\||\|&|;;|[;|&()\n]")
_REDIRECT = re.compile(r"(?:\d{0,9}|&)(?:<<<|<<-?|<>|>>|>\||[<>]&?)")
_PLACEHOLDER = re.compile(r"<[A-Za-z](?:[^<>|&;\n]*[^<>|&;\s])?>")
_PLAIN = re.compile(r"[^\s;|&()<>'\"\\$`~%^]+")
_SIMPLE = re.compile(r"[ \t]*([^\s;|&()<>'\"\\$`~%^#][^\s;|&()<>'\"\\$`~%^]*)(?=[ \t\n]|\Z)")
"""A word without any sign that means something to the shell: most words."""
_BRACES = re.compile(r"(?<!\$)\{([^{}\s]*)\}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|\\.")
_OPEN = re.compile(r"[$`]|<[A-Za-z][^<>]*>|\{\}")
_WINDOWS = re.compile(
    r"`[ \t]*\r?\n|(?<!\\)\^\r?\n|(?<![^\s\"'=,:;])[A-Za-z]:\\(?=[\w:\s\\]|$)|%\w+%\\|\$\{?(?:pwd|env:\w+)\}?\\|(?<!\S)\.{1,2}\\\w"
)
"""Signs of PowerShell or cmd, for which a backslash is a plain sign."""
_BLANK = " \t\r"
_ENDS_WORD = frozenset(" \t\r\n;|&()<>")
_ENDS_TILDE = _ENDS_WORD | {"/", ":"}
_BEGINS_OPERATOR = frozenset("0123456789;|&()<>\n")
"""What a redirection or an operator may begin with."""


Part = Literal["word", "operator", "redirect", "comment", "prompt"]
"""What a piece of the text is to the shell."""


class Piece(NamedTuple):
    """A word, operator, redirection, comment or prompt. `closed` is False where a quote is never closed."""

    part: Part
    value: str
    span: Span
    closed: bool = True


def split(text: str) -> list[Piece]:
    """Returns the pieces of a text in order."""
    return list(_Splitter(text, windows=_is_of_windows(text)).pieces())


def _is_of_windows(text: str) -> bool:
    return ("\\" in text or "`" in text or "^" in text) and _WINDOWS.search(text) is not None


def is_open(value: str) -> bool:
    """Says whether a part of a value is known to the reader or the reader's shell alone: `$PORT`, `<name>`, `{}` of xargs."""
    return _OPEN.search(value) is not None


def unquoted(word: str) -> str:
    """Returns a word as typed, without its quoted and escaped stretches."""
    return _QUOTED.sub("", word)


def is_several(word: str) -> bool:
    """Says whether bash makes several words of a word as typed: `web{1,2}`."""
    return "{" in word and any("," in each or ".." in each for each in _BRACES.findall(unquoted(word)))


class _Splitter:
    def __init__(self, text: str, *, windows: bool) -> None:
        self.text = text
        self.windows = windows
        self.at = 0
        self.prompted = False
        self.awaited: list[str] = []

    def pieces(self) -> Iterator[Piece]:
        text = self.text
        line_start = True
        while True:
            if line_start and self._skip_blank() and (found := _PROMPT.match(text, self.at)):
                yield self._prompt(found)
            line_start = False
            while simple := _SIMPLE.match(text, self.at):
                span = simple.span(1)
                self.at = span[1]
                yield Piece("word", simple[1], span)
            before = self.at
            if not self._skip_blank():
                return
            if self.prompted and "\n" in text[before : self.at] and (found := _MORE.match(text, self.at)):
                yield self._prompt(found)
            if text[self.at] == "#":
                yield self._comment()
            elif text[self.at] not in _BEGINS_OPERATOR:
                yield self._word()
            elif (found := _REDIRECT.match(text, self.at)) and not _PLACEHOLDER.match(text, self.at):
                yield self._redirect(found)
            elif found := _OPERATOR.match(text, self.at):
                line_start = found[0] == "\n"
                yield self._take("operator", found[0], found.end())
                if line_start:
                    self._skip_here_documents()
            else:
                yield self._word()

    def _prompt(self, found: re.Match[str]) -> Piece:
        self.prompted, self.at = True, found.end()
        sign = found[0].strip()
        start = found.start() + found[0].index(sign)
        return Piece("prompt", sign, (start, start + len(sign)))

    def _take(self, part: Part, value: str, end: int) -> Piece:
        start, self.at = self.at, end
        return Piece(part, value, (start, end))

    def _skip_blank(self) -> bool:
        """Moves over blanks and continued line ends; says whether anything is left."""
        text = self.text
        while self.at < len(text):
            if text[self.at] in _BLANK:
                self.at += 1
            elif length := self._continuation():
                self.at += length
            else:
                return True
        return False

    def _continuation(self) -> int:
        """Returns the length of a line end that continues the line: backslash, or a sign of Windows' shells."""
        if self.text[self.at] not in ("\\`^" if self.windows else "\\`"):
            return 0
        end = self.at + 1
        while end < len(self.text) and self.text[end] in _BLANK:
            end += 1
        return end + 1 - self.at if end < len(self.text) and self.text[end] == "\n" else 0

    def _comment(self) -> Piece:
        end = self.text.find("\n", self.at)
        end = len(self.text) if end < 0 else end
        return self._take("comment", self.text[self.at : end], end)

    def _redirect(self, found: re.Match[str]) -> Piece:
        start, sign = self.at, found[0]
        self.at = found.end()
        if not sign.endswith("&") or not self.text[self.at : self.at + 1].isdigit():
            self._skip_blank()
        target = self._word() if self._at_word() else None
        if target and "<<" in sign and "<<<" not in sign:
            self.awaited.append(target.value)
        return Piece("redirect", self.text[start : self.at], (start, self.at))

    def _at_word(self) -> bool:
        return self.at < len(self.text) and not _OPERATOR.match(self.text, self.at)

    def _skip_here_documents(self) -> None:
        while self.awaited:
            end = re.compile(rf"^\t*{re.escape(self.awaited.pop(0))}[ \t]*$", re.MULTILINE).search(self.text, self.at)
            self.at = end.end() if end else len(self.text)

    def _word(self) -> Piece:
        start = self.at
        value: list[str] = []
        closed = True
        while self.at < len(self.text):
            if found := _PLAIN.match(self.text, self.at):
                value.append(found[0])
                self.at = found.end()
                continue
            if self._ends_word():
                break
            fragment = self._fragment(first=self.at == start)
            value.append(fragment.value)
            self.at = fragment.end
            closed = closed and fragment.closed
        if self.at == start:  # a sign that begins nothing else is a word of its own
            self.at += 1
            value.append(self.text[start])
        return Piece("word", "".join(value), (start, self.at), closed)

    def _ends_word(self) -> bool:
        if self.text[self.at] not in _ENDS_WORD:
            return False
        return _PLACEHOLDER.match(self.text, self.at) is None

    def _fragment(self, *, first: bool) -> Fragment:
        """Reads one stretch that is quoted, replaced or escaped."""
        text, at = self.text, self.at
        if not first and (length := self._continuation()):
            more = _MORE.match(text, at + length) if self.prompted else None
            return Fragment("", more.end() if more else at + length)  # a word goes on behind an escaped line end
        match text[at]:
            case "'":
                return single_quoted(text, at)
            case '"':
                return double_quoted(text, at, escapes=not self.windows)
            case "$" if text.startswith("$'", at):
                return dollar_quoted(text, at)
            case "$" if text.startswith('$"', at) and not self.windows:  # quotes of a text that may be translated
                return double_quoted(text, at + 1, escapes=True)
            case "$" | "`":
                return expansion(text, at)
            case "<" if found := _PLACEHOLDER.match(text, at):
                return Fragment(found[0], found.end())
            case "\\" if not self.windows:
                return Fragment(text[at + 1 : at + 2] or "\\", min(at + 2, len(text)))
            case "~" if first and (text[at + 1 : at + 2] or " ") in _ENDS_TILDE:
                return Fragment("{home}", at + 1)
            case "%" if text.startswith("%cd%", at):
                return Fragment("{cwd}", at + 4)
        return Fragment(text[at], at + 1)
