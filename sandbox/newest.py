"""What is remembered for a while: the newest things only, so that memory stays bounded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Newest(Generic[T]):
    """At most `most` things by name; the one that was put in first goes for the next."""

    most: int
    _kept: dict[str, T] = field(default_factory=dict)

    def get(self, name: str) -> T | None:
        return self._kept.get(name)

    def put(self, name: str, thing: T) -> None:
        self._kept.pop(name, None)
        if len(self._kept) >= self.most:
            del self._kept[next(iter(self._kept))]
        self._kept[name] = thing
