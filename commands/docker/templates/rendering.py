"""Puts values into a template, as Go prints them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commands.docker.templates.parsing import BadTemplate, Block, Constant, Function, Node, Path, Pipe, Term

_STEPS = 5_000
"""Nodes that one rendering may visit: blocks within blocks would take for ever."""

_LONGEST = 100_000
"""Characters that one rendering may have."""

_LISTED = 30
"""Fields that are named where one isn't known."""


def render(nodes: Sequence[Node], data: Any, *, plainly: bool = False) -> str:
    """Returns the text; raises BadTemplate for a field that isn't there, and for what would take too long.

    `plainly` leaves values as they are where a function would change them: for headings.
    """
    return "".join(_Run(_PLAIN if plainly else _FUNCTIONS).texts(nodes, data, {"$": data}))


@dataclass(slots=True)
class _Run:
    functions: Mapping[str, Callable[..., Any]]
    steps: int = 0
    length: int = 0

    def texts(self, nodes: Sequence[Node], dot: Any, variables: Mapping[str, Any]) -> Iterable[str]:
        for node in nodes:
            self._count(1, 0)
            if isinstance(node, Block):
                yield from self._block(node, dot, variables)
            else:
                text = node if isinstance(node, str) else printed(self._pipe(node, dot, variables))
                self._count(0, len(text))
                yield text

    def _count(self, steps: int, length: int) -> None:
        self.steps, self.length = self.steps + steps, self.length + length
        if self.steps > _STEPS or self.length > _LONGEST:
            raise BadTemplate("The template makes too much text of this: ask for less at a time.")

    def _block(self, block: Block, dot: Any, variables: Mapping[str, Any]) -> Iterable[str]:
        value = self._pipe(block.pipe, dot, variables)
        if not value:
            yield from self.texts(block.otherwise, dot, variables)
        elif block.kind == "range":
            for key, each in _items(value):
                named = dict(zip(block.names, (key, each)[-len(block.names) :], strict=True)) if block.names else {}
                yield from self.texts(block.body, each, {**variables, **named})
        else:
            named = dict.fromkeys(block.names, value)
            yield from self.texts(block.body, value if block.kind == "with" else dot, {**variables, **named})

    def _pipe(self, pipe: Pipe, dot: Any, variables: Mapping[str, Any]) -> Any:
        handed: tuple[Any, ...] = ()
        for first, *rest in pipe.calls:
            arguments = (*(self._term(each, dot, variables) for each in rest), *handed)
            handed = (self._call(first, arguments, dot, variables),)
        return handed[0]

    def _call(self, first: Term, arguments: tuple[Any, ...], dot: Any, variables: Mapping[str, Any]) -> Any:
        if isinstance(first, Function):
            called = self.functions.get(first.name)
            if called is None:
                known = ", ".join(sorted(self.functions))
                raise BadTemplate(f"“{first.name}” is no function here. There are {known}.")
        else:
            value = self._term(first, dot, variables)
            if not callable(value):
                if arguments:
                    raise BadTemplate("Only a function takes something after it in a template.")
                return value
            called = value
        try:
            return called(*arguments)
        except (TypeError, AttributeError, ValueError, IndexError, KeyError):
            name = first.name if isinstance(first, Function) else "that"
            raise BadTemplate(f"“{name}” doesn't fit what it is given in the template.") from None

    def _term(self, term: Term, dot: Any, variables: Mapping[str, Any]) -> Any:
        match term:
            case Constant(value):
                return value
            case Path(start, names):
                if start != "." and start not in variables:
                    raise BadTemplate(f"The variable {start} isn't set in the template.")
                return _follow(dot if start == "." else variables[start], names)
            case Function():
                return self._call(term, (), dot, variables)
            case Pipe():
                return self._pipe(term, dot, variables)


def _follow(value: Any, names: Sequence[str]) -> Any:
    for name in names:
        if not isinstance(value, Mapping):
            raise BadTemplate(f"There is nothing like .{name} in a single value.")
        if name not in value:
            known = ", ".join(f".{each}" for each in list(value)[:_LISTED])
            raise BadTemplate(
                f"There is no field .{name}. There are {known}." if known else f"There is no field .{name}."
            )
        value = value[name]
    return value


def _items(value: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(value, Mapping):
        return sorted(value.items())
    if isinstance(value, list | tuple):
        return enumerate(value)
    raise BadTemplate("range goes over lists and tables only.")


def printed(value: Any) -> str:
    """Returns a value as Go's fmt prints it."""
    match value:
        case None:
            return "<nil>"
        case bool():
            return str(value).lower()
        case Mapping():
            return f"map[{' '.join(f'{key}:{printed(each)}' for key, each in sorted(value.items()))}]"
        case list() | tuple():
            return f"[{' '.join(map(printed, value))}]"
    return str(value)


def as_json(value: Any) -> str:
    """Returns a value as docker's json function writes it."""
    if isinstance(value, Mapping):
        value = {key: each for key, each in value.items() if not callable(each)}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _index(value: Any, *keys: Any) -> Any:
    for key in keys:
        value = value.get(key, "") if isinstance(value, Mapping) else value[key]
    return value


def _slice(value: Any, start: int = 0, end: int | None = None) -> Any:
    return value[start:end]


def _truncate(text: str, length: int) -> str:
    return text[:length]


def _pad(text: str, before: int, after: int) -> str:
    if max(before, after) > 1000:
        raise ValueError("too wide")
    return " " * before + text + " " * after if text else text


def _unchanged(*values: Any) -> Any:
    """Returns the value among the arguments of a function; a separator or a number may stand beside it."""
    return next((each for each in values if isinstance(each, str)), "")


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "json": as_json,
    "upper": lambda text: text.upper(),
    "lower": lambda text: text.lower(),
    "title": lambda text: text.title(),
    "join": lambda values, separator: separator.join(values),
    "split": lambda text, separator: text.split(separator),
    "len": len,
    "index": _index,
    "slice": _slice,
    "truncate": _truncate,
    "pad": _pad,
    "print": lambda *values: "".join(map(printed, values)),
    "println": lambda *values: " ".join(map(printed, values)) + "\n",
    "eq": lambda first, *others: any(first == each for each in others),
    "ne": lambda first, second: first != second,
    "not": lambda value: not value,
    "and": lambda *values: next((each for each in values if not each), values[-1]),
    "or": lambda *values: next(filter(None, values), values[-1]),
}
_PLAIN = dict.fromkeys(_FUNCTIONS, _unchanged)
