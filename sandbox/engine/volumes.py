"""The volumes of one engine. Knows no groups and no limits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.engine.asking import ask
from sandbox.engine.connection import Connection
from sandbox.foreign import labels, listing, moment, table, text

_SLOW_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class EngineVolume:
    """A volume by the engine's name."""

    name: str
    created: datetime | None
    labels: Mapping[str, str]


class EngineVolumes:
    """Every call raises NoSuchThingError where there is no such volume and EngineRefusedError for other refusals."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def create(self, name: str, labels: Mapping[str, str]) -> EngineVolume:
        """Makes an empty volume on the engine's own disk; one of that name that is there already stays as it is."""
        return _volume(
            table(await ask(self._connection, "POST", "/volumes/create", body={"Name": name, "Labels": dict(labels)}))
        )

    async def list(self, labels: Mapping[str, str]) -> list[EngineVolume]:
        """Returns the volumes that carry these labels."""
        filters = {"label": [f"{name}={value}" for name, value in labels.items()]}
        found = table(await ask(self._connection, "GET", "/volumes", {"filters": json.dumps(filters)}))
        return [_volume(table(each)) for each in listing(found.get("Volumes"))]

    async def remove(self, name: str) -> None:
        """Removes a volume and what is in it; one that a container mounts is a refusal with status 409."""
        await ask(self._connection, "DELETE", f"/volumes/{name}", seconds=_SLOW_SECONDS)


def _volume(found: dict[str, Any]) -> EngineVolume:
    return EngineVolume(
        name=text(found.get("Name"), 300),
        created=moment(found.get("CreatedAt")),
        labels=labels(found.get("Labels")),
    )
