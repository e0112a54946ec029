"""What an image's config says of starting it; engines and registries write that part alike.

Format: OCI image specification 1.1, config.md; docker adds nothing that is read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.foreign import listing, table, text

_MOST = 100
"""Entries kept of one list; official images have at most some twenty variables and labels."""

_LONGEST = 500
"""Characters kept of one entry."""


@dataclass(frozen=True, slots=True)
class ImageConfig:
    """All of it is hostile text, bounded in length. `environment` holds NAME=value, `ports` 80/tcp."""

    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    folder: str = ""
    user: str = ""
    ports: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    stop_signal: str = ""
    labels: tuple[tuple[str, str], ...] = ()


def read_image_config(found: dict[str, Any]) -> ImageConfig:
    """From `Config` of an inspect, or `config` of a config; what has the wrong type is left out."""
    labels = {text(name, _LONGEST): text(value, _LONGEST) for name, value in table(found.get("Labels")).items()}
    return ImageConfig(
        entrypoint=_texts(found.get("Entrypoint")),
        command=_texts(found.get("Cmd")),
        environment=_texts(found.get("Env")),
        folder=text(found.get("WorkingDir"), _LONGEST),
        user=text(found.get("User"), _LONGEST),
        ports=tuple(sorted(_texts(list(table(found.get("ExposedPorts")))))),
        volumes=tuple(sorted(_texts(list(table(found.get("Volumes")))))),
        stop_signal=text(found.get("StopSignal"), _LONGEST),
        labels=tuple(sorted(labels.items())[:_MOST]),
    )


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(text(each, _LONGEST) for each in listing(value)[:_MOST])
