"""What is wanted of things on an engine, in the words of `docker inspect`: `container State.Status=exited`.

A goal names a thing, or any container, and facts of it; a fact's value may be what another thing has:
`image app:v2 Id!=image(app:v1).Id`, `image small Size<=image(big).Size/10`. `no volume notes` wants it gone.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

_PATH = r"[A-Z]\w*(?:\.(?:\w+|\*|#))*"
_NAME = r"[a-z0-9][\w./:@-]*"
_OTHER = re.compile(
    rf"(?P<kind>container|image|volume)\((?P<name>{_NAME})\)\.(?P<path>{_PATH})(?:/(?P<share>[1-9]\d*))?"
)
_FACT = re.compile(rf"(?P<path>{_PATH})(?P<sign>!=|<=|>=|=|~)(?P<value>.+)")
_CALLED = re.compile(_NAME)

SHORT_ID = 12
"""Digits of an ID that docker shows, and the fewest that `~` takes for it."""

Found = Mapping[str, Any]
"""What `inspect` tells of one thing."""


class Kind(StrEnum):
    """What an engine keeps."""

    CONTAINER = "container"
    IMAGE = "image"
    VOLUME = "volume"


class Thing(NamedTuple):
    """A thing by its name; without one, any container."""

    kind: Kind
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".rstrip()


ANY_CONTAINER = Thing(Kind.CONTAINER)

Seen = Mapping[Thing, Found]
"""What was found of each thing; one that is not there is left out."""


@dataclass(frozen=True, slots=True)
class Other:
    """A fact of another thing; a number among it is divided by `share`."""

    thing: Thing
    path: str
    share: int = 1

    def __str__(self) -> str:
        return f"{self.thing.kind}({self.thing.name}).{self.path}" + (f"/{self.share}" if self.share > 1 else "")

    def values(self, seen: Seen) -> list[str]:
        """Returns what stands there as text; nothing where the thing or the path is missing."""
        found = values_at(seen.get(self.thing, {}), self.path)
        return found if self.share == 1 else [f"{float(each) / self.share}" for each in found if _is_number(each)]


@dataclass(frozen=True, slots=True)
class Fact:
    """What stands at `path`, compared with a text or with what another thing has.

    A `*` in a path stands for any entry of a list, a number for one of them, `#` for how many there are. `!=` wants
    that none is equal, `~` that both are one ID or digest, be it in its first twelve digits.
    """

    path: str
    sign: str
    value: str | Other

    def __str__(self) -> str:
        value = str(self.value)
        return f"{self.path}{self.sign}" + (f'"{value}"' if " " in value else value)

    def holds(self, found: Found, seen: Seen) -> bool:
        have = values_at(found, self.path)
        want = self.value.values(seen) if isinstance(self.value, Other) else [self.value]
        pairs = [_COMPARED[self.sign](one, other) for one in have for other in want]
        return bool(pairs) and (all(pairs) if self.sign == "!=" else any(pairs))


@dataclass(frozen=True, slots=True)
class Goal:
    """A thing for which all these facts hold, or one that is to be `absent`."""

    thing: Thing
    facts: tuple[Fact, ...] = ()
    absent: bool = False

    def __str__(self) -> str:
        return " ".join([*(["no"] if self.absent else []), str(self.thing), *map(str, self.facts)])

    @property
    def things(self) -> frozenset[Thing]:
        """Every thing that has to be looked at."""
        return frozenset({self.thing, *(each.value.thing for each in self.facts if isinstance(each.value, Other))})

    def is_reached_by(self, found: Found) -> bool:
        """Says whether one thing is what is wanted; `found` is what `docker inspect` tells of it."""
        return all(each.holds(found, {}) for each in self.facts)

    def is_reached(self, seen: Seen) -> bool:
        """Says whether what was seen is what is wanted."""
        if self.absent:
            return self.thing not in seen
        return self.thing in seen and not self.unmet(seen)

    def unmet(self, seen: Seen) -> Sequence[Fact]:
        """Returns the facts that don't hold of a thing that is there."""
        return [each for each in self.facts if not each.holds(seen.get(self.thing, {}), seen)]


def read_goal(text: str) -> Goal | None:
    """Reads a goal; None where it is none. A value with a blank in it stands in quotes."""
    try:
        words = shlex.split(text)
    except ValueError:  # a quotation mark that is not closed
        return None
    absent = words[:1] == ["no"]
    kind, *words = words[absent:] or [""]
    if kind not in tuple(Kind):
        return None
    name = words.pop(0) if words and not _FACT.fullmatch(words[0]) else ""
    facts = [_read_fact(word) for word in words]
    thing = Thing(Kind(kind), name)
    named = bool(_CALLED.fullmatch(name)) if name else thing.kind is Kind.CONTAINER and not absent and bool(facts)
    if not named or (absent and facts) or not all(facts):
        return None
    return Goal(thing, tuple(each for each in facts if each), absent)


def read_other(text: str) -> Other | None:
    """Reads `image(app:v1).Id`; None where it is no such thing."""
    found = _OTHER.fullmatch(text)
    if found is None:
        return None
    return Other(Thing(Kind(found["kind"]), found["name"]), found["path"], int(found["share"] or 1))


def values_at(found: Any, path: str) -> list[str]:
    """Returns what stands at a path as text; nothing where there is no such key."""
    return list(map(_written, _at(found, path.split("."))))


def _read_fact(word: str) -> Fact | None:
    found = _FACT.fullmatch(word)
    return Fact(found["path"], found["sign"], read_other(found["value"]) or found["value"]) if found else None


def _at(found: Any, path: list[str]) -> Iterator[Any]:
    if not path:
        yield found
        return
    key, rest = path[0], path[1:]
    if key == "#" and isinstance(found, list | Mapping):
        yield from _at(len(found), rest)
    elif key == "*" and isinstance(found, list):
        for each in found:
            yield from _at(each, rest)
    elif key.isdecimal() and isinstance(found, list):
        yield from (each for one in found[int(key) : int(key) + 1] for each in _at(one, rest))
    elif isinstance(found, Mapping) and key in found:
        yield from _at(found[key], rest)


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_most(one: str, other: str) -> bool:
    return _is_number(one) and _is_number(other) and float(one) <= float(other)


def _same_id(one: str, other: str) -> bool:
    shorter, longer = sorted((_digits(one), _digits(other)), key=len)
    return len(shorter) >= SHORT_ID and longer.startswith(shorter)


def _digits(id_: str) -> str:
    return id_.rpartition("@")[2].removeprefix("sha256:")


_COMPARED: Mapping[str, Callable[[str, str], bool]] = {
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<=": _is_most,
    ">=": lambda one, other: _is_most(other, one),
    "~": _same_id,
}
