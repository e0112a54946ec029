"""What a RUN has its shell do, as far as it can be told without running it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from commands.dockerfile.wording import bare, split

_TOKEN = re.compile(
    r"""(?P<single>'[^']*'?)|(?P<double>"(?:[^"\\]|\\.?)*"?)|(?P<escaped>\\.?)|(?P<open>\$?\()|(?P<close>\))"""
    r"""|(?P<redirect>\d*[<>]&\d*-?|&>>?)|(?P<operator>&&|\|\||;;?|\|&?|&|\n)|(?P<comment>(?<!\S)\#[^\n]*)"""
    r"""|(?P<space>[ \t\r]+)|(?P<word>[^'"\\$()<>&|;`\n \t\r\#\d]+|.)""",
    re.DOTALL,
)
_COMPOUND = frozenset(
    {
        "if",
        "then",
        "elif",
        "else",
        "fi",
        "for",
        "while",
        "until",
        "do",
        "done",
        "case",
        "esac",
        "select",
        "function",
        "time",
    }
    | {"{", "}", "!", "[["}
)
_LEAVES_A_MARK = frozenset(
    {"cd", "pushd", "popd", "export", "set", "unset", "umask", "trap", "exec", "exit", "return", "source", ".", "eval"}
    | {"shopt", "alias", "ulimit", "shift", "read", "break", "continue", "wait"}
)
_BEFORE = _COMPOUND | {"sudo", "env", "exec"}
_ASSIGNMENT = re.compile(r"\w+\+?=")


@dataclass(frozen=True, slots=True)
class ShellCommand:
    """One simple command of a script. `joined` is the operator before it: empty for the first.

    `words` are those of the text without their quotes, assignments before them left out.
    """

    joined: str
    text: str
    words: tuple[str, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        words = [bare(word) for word in split(self.text)]
        named = next((at for at, word in enumerate(words) if not _ASSIGNMENT.match(word)), len(words))
        object.__setattr__(self, "words", tuple(words[named:]))

    @property
    def leaves_a_mark(self) -> bool:
        """Says whether commands behind it in the same shell would notice: another folder, a variable, an option."""
        return not self.words or self.words[0] in _LEAVES_A_MARK


@dataclass(frozen=True, slots=True)
class Script:
    """The commands of a script in order. `plain` says that nothing but operators holds them together."""

    commands: tuple[ShellCommand, ...]
    plain: bool

    @property
    def is_chain(self) -> bool:
        """Says whether each command runs only after the one before it went well."""
        return self.plain and all(each.joined in {"", "&&", "|"} for each in self.commands)


NO_SCRIPT = Script((), plain=False)
"""What an instruction without a shell has."""


def read_script(text: str) -> Script:
    """Parts a script at its operators; what stands in brackets or quotes stays whole."""
    commands: list[ShellCommand] = []
    joined, piece, depth, plain = "", "", 0, True
    for token in _TOKEN.finditer(text):
        kind, written = token.lastgroup, token[0]
        depth += {"open": 1, "close": -1}.get(kind or "", 0)
        plain = plain and _is_plain(kind or "", written) and depth >= 0
        if kind == "comment":
            plain = False
        elif kind == "operator" and depth <= 0:
            commands.append(ShellCommand(joined, piece.strip()))
            joined, piece = written, ""
        else:
            piece += " " if kind == "space" else written
    commands.append(ShellCommand(joined, piece.strip()))
    kept = tuple(each for each in commands if each.text)
    tidy = len(kept) == len(commands) and not any(_COMPOUND & set(each.text.split()[:1]) for each in kept)
    return Script(kept, plain and tidy and depth == 0)


def _is_plain(kind: str, written: str) -> bool:
    if kind == "double":
        return written.endswith('"') and len(written) > 1 and "`" not in written and "$(" not in written
    if kind == "single":
        return written.endswith("'") and len(written) > 1
    return written not in {"`", "(", "\n"}


def programs(script: Script) -> Iterator[tuple[str, ...]]:
    """Yields the words of each command of a script, without what stands before the program: `sudo`, `env`, `then`."""
    for each in script.commands:
        at = next((at for at, word in enumerate(each.words) if word not in _BEFORE), len(each.words))
        if at < len(each.words):
            yield each.words[at:]


def runs(words: Sequence[str], program: str, *verbs: str) -> bool:
    """Says whether these words call a program with one of the verbs, options between them left out."""
    if not words or words[0].rpartition("/")[2] != program:
        return False
    plain = [word for word in words[1:] if not word.startswith("-")]
    return not verbs or (bool(plain) and plain[0] in verbs)
