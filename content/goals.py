"""What a hands-on question wants to be there, in the words of `docker inspect`: `State.Status=exited State.ExitCode=3`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_FACT = re.compile(r"(?P<path>[A-Z]\w*(?:\.(?:\w+|\*))*)=(?P<value>\S+)")


@dataclass(frozen=True, slots=True)
class Goal:
    """A container for which all these facts hold, each the path of a key and its value as text."""

    facts: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return " ".join(["container", *(f"{path}={value}" for path, value in self.facts)])

    def is_reached_by(self, found: Mapping[str, Any]) -> bool:
        """Says whether a container is what is wanted; `found` is what `docker inspect` tells of it."""
        return all(value in map(_written, _at(found, path.split("."))) for path, value in self.facts)


def read_goal(text: str) -> Goal | None:
    """Reads a goal; None where it is none. A `*` in a path stands for any entry of a list."""
    thing, *words = text.split() or [""]
    found = [_FACT.fullmatch(word) for word in words]
    if thing != "container" or not words or not all(found):
        return None
    return Goal(tuple((each["path"], each["value"]) for each in found if each))


def _at(found: Any, path: list[str]) -> Iterator[Any]:
    """Yields what stands at a path; nothing where there is no such key."""
    if not path:
        yield found
    elif path[0] == "*" and isinstance(found, list):
        for each in found:
            yield from _at(each, path[1:])
    elif isinstance(found, Mapping) and path[0] in found:
        yield from _at(found[path[0]], path[1:])


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
