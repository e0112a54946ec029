"""Reads a template into nodes (text/template of Go's standard library, the parts that docker's pages use)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

_ACTION = re.compile(r"\{\{(-\s)?\s*(.*?)\s*(\s-)?\}\}", re.DOTALL)
_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:[^"\\]|\\.)*"|`[^`]*`)|(?P<number>-?\d+)"""
    r"""|(?P<path>(?:\$\w*)?(?:\.\w+)+|\$\w*|\.)|(?P<word>\w+)|(?P<sign>:=|[|(),]))"""
)
_BLOCKS = frozenset({"range", "if", "with"})
_DEEPEST = 20
"""Blocks and brackets within one another; docker's own examples have two."""


class BadTemplate(ValueError):
    """The template can't be read or doesn't fit what it is given; its text is one sentence for the learner."""


@dataclass(frozen=True, slots=True)
class Constant:
    value: str | int


@dataclass(frozen=True, slots=True)
class Path:
    """`.State.Status`, or `$row.Name` with the variable as `start`; a start of "." is what is at hand."""

    start: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Function:
    name: str


@dataclass(frozen=True, slots=True)
class Pipe:
    """Calls whose results are handed on; each call is a first term with its arguments."""

    calls: tuple[tuple[Term, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """`range`, `if` or `with`, up to its end; `names` are the variables that it sets."""

    kind: str
    names: tuple[str, ...]
    pipe: Pipe
    body: tuple[Node, ...]
    otherwise: tuple[Node, ...]


Term: TypeAlias = Constant | Path | Function | Pipe
Node: TypeAlias = str | Pipe | Block


class _Token(NamedTuple):
    kind: str
    text: str


_KEPT = 100
"""Templates that are read once for all rows of a list, and for the next list of the kind."""

_Piece: TypeAlias = tuple[Literal["text", "action"], str]


@lru_cache(_KEPT)
def parse(template: str) -> tuple[Node, ...]:
    """Returns the nodes of a template; raises BadTemplate saying what can't be read."""
    pieces = list(_pieces(template))
    nodes, at, ended_by = _nodes(pieces, 0, 0)
    if ended_by:
        raise BadTemplate(f"{{{{{ended_by}}}}} closes nothing: it belongs behind a range, an if or a with.")
    assert at == len(pieces)
    return nodes


def _pieces(template: str) -> Iterator[_Piece]:
    at, trims = 0, False
    for found in _ACTION.finditer(template):
        text = template[at : found.start()]
        text = text.lstrip() if trims else text
        yield "text", text.rstrip() if found[1] else text
        at, trims = found.end(), bool(found[3])
        if not found[2].startswith("/*"):
            yield "action", found[2]
    rest = template[at:]
    if "{{" in rest:
        raise BadTemplate("The template opens {{ and never closes it with }}.")
    yield "text", rest.lstrip() if trims else rest


def _nodes(pieces: Sequence[_Piece], at: int, depth: int) -> tuple[tuple[Node, ...], int, str]:
    """Reads up to an `end` or `else` of the block around; returns that word, or nothing at the end."""
    if depth > _DEEPEST:
        raise BadTemplate("The template has too many blocks within one another.")
    nodes: list[Node] = []
    while at < len(pieces):
        kind, text = pieces[at]
        at += 1
        word = text.split(maxsplit=1)[0] if kind == "action" and text else ""
        if kind == "text":
            nodes.append(text)
        elif word in {"end", "else"}:
            return tuple(nodes), at, text
        elif word in _BLOCKS:
            block, at = _block(word, text.removeprefix(word), pieces, at, depth)
            nodes.append(block)
        else:
            nodes.append(_pipe(text))
    return tuple(nodes), at, ""


def _block(kind: str, head: str, pieces: Sequence[_Piece], at: int, depth: int) -> tuple[Block, int]:
    names, head = _variables(head)
    body, at, ended_by = _nodes(pieces, at, depth + 1)
    otherwise: tuple[Node, ...] = ()
    if ended_by == "else":
        otherwise, at, ended_by = _nodes(pieces, at, depth + 1)
    if ended_by != "end":
        raise BadTemplate(f"{{{{{kind}}}}} is never closed with {{{{end}}}}.")
    return Block(kind, names, _pipe(head), body, otherwise), at


def _variables(head: str) -> tuple[tuple[str, ...], str]:
    before, assigned, after = head.partition(":=")
    if not assigned:
        return (), head
    names = tuple(each.strip() for each in before.split(","))
    if len(names) > 2 or not all(re.fullmatch(r"\$\w+", each) for each in names):
        raise BadTemplate(f"“{before.strip()}” is no variable, such as $row, nor two with a comma.")
    return names, after


def _pipe(text: str) -> Pipe:
    tokens = list(_tokens(text))
    pipe, at = _read_pipe(tokens, 0, 0)
    if at < len(tokens):
        raise BadTemplate(f"“{tokens[at].text}” isn't expected in {{{{{text}}}}}.")
    return pipe


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            if not text[at:].strip():
                return
            raise BadTemplate(f"“{text[at:].strip()[:20]}” can't be read in a template.")
        yield _Token(found.lastgroup, found[found.lastgroup])
        at = found.end()


def _read_pipe(tokens: Sequence[_Token], at: int, depth: int) -> tuple[Pipe, int]:
    calls: list[tuple[Term, ...]] = []
    terms: list[Term] = []
    while at < len(tokens) and tokens[at].text != ")":
        if tokens[at].text == "|":
            calls.append(_call(terms))
            terms, at = [], at + 1
        else:
            term, at = _term(tokens, at, depth)
            terms.append(term)
    return Pipe((*calls, _call(terms))), at


def _call(terms: list[Term]) -> tuple[Term, ...]:
    if not terms:
        raise BadTemplate("There is nothing between {{ and }} or beside a | there: name a field, such as {{.Names}}.")
    return tuple(terms)


def _term(tokens: Sequence[_Token], at: int, depth: int) -> tuple[Term, int]:
    kind, text = tokens[at]
    match kind:
        case "string":
            return Constant(_unquoted(text)), at + 1
        case "number":
            return Constant(int(text[:18])), at + 1
        case "path":
            start, *names = text.split(".")
            return Path(start or ".", tuple(filter(None, names))), at + 1
        case "word":
            return Function(text), at + 1
    if text != "(" or depth > _DEEPEST:
        raise BadTemplate(f"“{text}” isn't expected in a template there.")
    inner, at = _read_pipe(tokens, at + 1, depth + 1)
    if at >= len(tokens):
        raise BadTemplate("A bracket is opened in the template and never closed.")
    return inner, at + 1


def _unquoted(text: str) -> str:
    if text.startswith("`"):
        return text[1:-1]
    try:
        return str(json.loads(text))
    except ValueError:
        raise BadTemplate(f"{text[:40]} isn't a text that Go can read.") from None
