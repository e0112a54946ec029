"""What belongs to a shell in a line: there is none around the sandbox's docker, so it is explained and not run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands.docker.line import Line
from commands.explain import Token
from commands.explain.words import is_several
from commands.reply import Choice, Choices, Facts, Outcome, Paragraph, Part, Reply
from commands.text import Code, Text, say, shorten

_QUOTED = re.compile(r"'[^']*'|\\.", re.DOTALL)
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_EXPANDED = re.compile(r"[$`]")
_PLACEHOLDER = re.compile(r"<[A-Za-z][^<>]*>")
_IN_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_LONGEST_CHOICE = 100
_WORD = 60


def is_more_than_docker(line: Line) -> bool:
    """Says whether the line has something beside one docker command: operators, redirections, a second command."""
    return bool(_operators(line) or line.rest)


def expands(line: Line) -> bool:
    """Says whether something has to be put into the line first, by a shell ($HOME) or by the learner (<name>)."""
    return bool(_expanded(line))


def explained(line: Line, *, offered: bool) -> Reply:
    """Tells what a shell would make of the line. `offered` says that docker's part of it could run here."""
    told: list[tuple[str, Text]] = [
        (shorten(line.written(each.span), _WORD), say("{text}", text=each.text)) for each in _operators(line)
    ]
    told += [(shorten(word, _WORD), _PUT_IN if _PLACEHOLDER.search(word) else _EXPANSION) for word in _expanded(line)]
    if line.rest and not told:
        told.append((shorten(line.rest, _WORD), say("A command of its own. Here it is one at a time.")))
    parts: list[Part] = [
        Paragraph(say("Nothing was run: no shell stands around the sandbox's docker. On your own machine:")),
        Facts(tuple(told)),
    ]
    without = _without(line) if offered and not _expanded(line) else None
    if without is not None:
        parts.append(Paragraph(say("Without that it can run here: {line}", line=Code(f"/{without}"))))
    explain = Code("/ship explain")
    parts.append(Paragraph(say("{explain} takes the whole line apart, word by word.", explain=explain)))
    choices = (("Run it without", without), ("Explain", f"explain {line.typed}"))
    fitting = tuple(Choice(label, typed) for label, typed in choices if typed and _fits(typed))
    outcome = Outcome.REFUSED if is_more_than_docker(line) else Outcome.INVALID
    return Reply((*parts, Choices(fitting)) if fitting else tuple(parts), outcome)


_EXPANSION: Text = say(
    "Your shell puts something of your machine in its place before docker sees the line. Between single quotes it"
    " stays as typed."
)


_PUT_IN: Text = say("Stands on a page for something of your own: put that in its place, without the brackets.")


def _operators(line: Line) -> list[Token]:
    return [each for each in line.reading.tokens if each.role == "operator" and line.written(each.span) != "--"]


def _expanded(line: Line) -> list[str]:
    return [word for word in _words(line) if _is_expanded(word)]


def _words(line: Line) -> Iterator[str]:
    for token in line.reading.tokens:
        if token.role not in {"operator", "comment", "prefix"}:
            yield line.written(token.span)


def _is_expanded(word: str) -> bool:
    quoted = "".join(_IN_DOUBLE.findall(word))
    bare = _QUOTED.sub("", _IN_DOUBLE.sub("", word))
    filled_in = _EXPANDED.search(bare + _ESCAPED.sub("", quoted)) or bare.startswith("~") or is_several(word)
    return bool(filled_in or _PLACEHOLDER.search(bare))


def _without(line: Line) -> str | None:
    """Returns docker's part of the line, up to where the shell's begins; None where docker would object to it."""
    if line.reading.error is not None:
        return None
    first = min([each.span[0] for each in _operators(line)], default=len(line.typed) - len(line.rest))
    after = [each for each in line.reading.tokens if each.span[0] > first and each.role not in {"operator", "comment"}]
    return None if after else line.typed[:first].strip()


def _fits(typed: str) -> bool:
    return len(typed) <= _LONGEST_CHOICE and typed.isprintable()
