"""Why containers were ended, noted by whoever ends one for whoever follows it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.containers.values import Reason

_MOST = 1000
"""Notes of containers that nobody followed make room for newer ones."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The reason, and in our words what it does not tell."""

    reason: Reason
    sentence: str = ""


@dataclass(slots=True)
class Endings:
    """One host's, by container ID. The first reason stays: what ends a container is often followed by its removal."""

    _noted: dict[str, Ending] = field(default_factory=dict)

    def note(self, container: str, ending: Ending) -> None:
        self._noted.setdefault(container, ending)
        if len(self._noted) > _MOST:
            del self._noted[next(iter(self._noted))]

    def take(self, container: str) -> Ending | None:
        """Returns the note and forgets it."""
        return self._noted.pop(container, None)
