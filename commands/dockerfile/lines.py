"""The lines of a Dockerfile joined into instructions: directives, comments, continuations and here-documents.

The rules are those of BuildKit's parser (frontend/dockerfile/parser).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from commands.dockerfile.model import Fault, Heredoc
from commands.dockerfile.wording import split

_DIRECTIVE = re.compile(r"#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(\S.*)")
_DIRECTIVES = frozenset({"syntax", "escape", "check"})
_HEREDOC = re.compile(r"\d*<<(-?)([^<]+)")
_WITH_HEREDOC = re.compile(r"(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s", re.IGNORECASE)
_EXEC_FORM = re.compile(r"(?:ONBUILD\s+)?[A-Z]+\s+(?:--\S+\s+)*\[.*\]\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LogicalLine:
    """The lines of one instruction, joined as the parser joins them."""

    text: str
    first: int
    last: int
    source: str
    before: str
    heredocs: tuple[Heredoc, ...] = ()


@dataclass(slots=True)
class Lines:
    """A Dockerfile's instructions as joined lines. `after` is what follows the last of them."""

    directives: dict[str, str] = field(default_factory=dict)
    escape: str = "\\"
    logical: list[LogicalLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    after: str = ""


def read_lines(text: str) -> Lines:
    """Joins the lines of a Dockerfile; faults tell what BuildKit would not join."""
    physical = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    lines = Lines()
    _read_directives(lines, physical)
    at = 0
    between: list[str] = []
    while at < len(physical):
        if _is_comment(physical[at]) or not physical[at].strip():
            between.append(physical[at])
            at += 1
            continue
        end = _read_instruction(lines, physical, at, "".join(f"{line}\n" for line in between))
        between = [] if lines.logical and lines.logical[-1].last == end else [*between, *physical[at:end]]
        at = end
    lines.after = "\n".join(between).rstrip("\n")
    return lines


def _read_directives(lines: Lines, physical: list[str]) -> None:
    for number, line in enumerate(physical, 1):
        found = _DIRECTIVE.fullmatch(line.strip())
        if found is None:
            return
        name, value = found[1].lower(), found[2].strip()
        if name in lines.directives:
            lines.faults.append(
                Fault(number, number, f"The directive {name} may be given only once: keep one of them.")
            )
        elif name == "escape" and value not in {"\\", "`"}:
            told = "The escape character can only be \\ or `: write “# escape=`” or leave the line out."
            lines.faults.append(Fault(number, number, told))
        elif name in _DIRECTIVES:
            lines.directives[name] = value


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _read_instruction(lines: Lines, physical: list[str], start: int, before: str) -> int:
    lines.escape = lines.directives.get("escape", "\\")
    pieces: list[str] = []
    at = start
    for at in range(start, len(physical)):
        line = physical[at] if pieces else physical[at].lstrip()
        if at > start and (_is_comment(line) or not line.strip()):
            continue
        joined = _continued(line, lines.escape)
        pieces.append(line if joined is None else joined)
        if joined is None:
            break
    text = "".join(pieces).strip()
    heredocs, end = _read_heredocs(lines, physical, start, at + 1, text)
    if text:
        source = "\n".join(physical[start:end]).rstrip("\n")
        lines.logical.append(LogicalLine(text, start + 1, end, source, before, tuple(heredocs)))
    return end


def _continued(line: str, escape: str) -> str | None:
    """Returns a line without the sign that the next one belongs to it; None where it has none.

    Two escape characters at the end are no such sign: the first takes away the meaning of the second.
    """
    bare = line.rstrip(" \t")
    if not bare.endswith(escape) or bare.endswith(escape * 2):
        return None
    return bare[:-1]


def _read_heredocs(lines: Lines, physical: list[str], start: int, at: int, text: str) -> tuple[list[Heredoc], int]:
    heredocs: list[Heredoc] = []
    for chomp, name in _heredoc_names(text, lines.escape):
        begin = at
        while at < len(physical) and (physical[at].lstrip("\t") if chomp else physical[at]) != name:
            at += 1
        if at == len(physical):
            told = f"The lines that <<{name} begins never end: write a line that has {name} and nothing else."
            lines.faults.append(Fault(start + 1, at, told))
        content = physical[begin:at]
        heredocs.append(Heredoc(name, "".join(f"{line.lstrip(chr(9)) if chomp else line}\n" for line in content)))
        at = min(at + 1, len(physical))
    return heredocs, at


def _heredoc_names(text: str, escape: str) -> Iterator[tuple[bool, str]]:
    if "<<" not in text or not _WITH_HEREDOC.match(text) or _EXEC_FORM.match(text):
        return
    for word in split(text, escape):
        found = _HEREDOC.fullmatch(word)
        name = found[2].strip("'\"") if found else ""
        if found and name:
            yield bool(found[1]), name
