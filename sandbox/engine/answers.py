"""Turns what an engine answers into values, and what went wrong there into words of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from sandbox.configs import ImageConfig, read_image_config
from sandbox.engine.containers import EngineContainer, read_container
from sandbox.errors import NotFound, RateLimited, Refused, SandboxError, Unavailable
from sandbox.foreign import labels, listing, moment, number, table, text
from sandbox.values import HistoryRow, LayerProgress, Phase

_log = structlog.get_logger(__name__)

_PHASES = {
    "Pulling fs layer": Phase.WAITING,
    "Waiting": Phase.WAITING,
    "Downloading": Phase.DOWNLOADING,
    "Verifying Checksum": Phase.DOWNLOADING,
    "Download complete": Phase.DOWNLOADING,
    "Extracting": Phase.EXTRACTING,
    "Pull complete": Phase.DONE,
    "Already exists": Phase.ALREADY_THERE,
}
"""What moby's pull writes in `status` (distribution/xfer, pkg/progress)."""


@dataclass(frozen=True, slots=True)
class EngineLimits:
    """What an engine can hold containers to, by its own word."""

    memory: bool
    processors: bool
    processes: bool
    seccomp: bool


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """What an engine says of itself; `architecture` as in image configs (`amd64`)."""

    version: str
    os: str
    architecture: str
    mirrors: tuple[str, ...]
    limits: EngineLimits


@dataclass(frozen=True, slots=True)
class ListedImage:
    """What an engine's list tells of an image. `size` is unpacked bytes."""

    size: int
    created: datetime | None
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EngineImage:
    """An image as the engine keeps it. `size` is unpacked bytes, `layers` the diff IDs, lowest first."""

    id: str
    size: int
    created: datetime | None
    layers: tuple[str, ...]
    config: ImageConfig


@dataclass(frozen=True, slots=True)
class StoredImage:
    """An image's part of the disk: `own` bytes are shared with no other image; `containers` use it."""

    id: str
    names: tuple[str, ...]
    size: int
    own: int
    containers: int


@dataclass(frozen=True, slots=True)
class Store:
    """What the engine's disk holds; `used` counts every layer once, `volumes` are bytes by the engine's names."""

    used: int
    images: tuple[StoredImage, ...]
    volumes: Mapping[str, int] = field(default_factory=dict)
    containers: tuple[EngineContainer, ...] = ()


def engine_facts(version: dict[str, Any], info: dict[str, Any]) -> EngineFacts:
    """From the engine's `version` and `info`."""
    mirrors = listing(table(info.get("RegistryConfig")).get("Mirrors"))
    return EngineFacts(
        version=text(version.get("Version"), 40),
        os=text(version.get("Os"), 20),
        architecture=text(version.get("Arch"), 20),
        mirrors=tuple(text(each, 200) for each in mirrors),
        limits=_engine_limits(info),
    )


def _engine_limits(info: dict[str, Any]) -> EngineLimits:
    """Rootless engines without delegated control groups take limits, call their driver `none`, and hold nothing."""
    driver = info.get("CgroupDriver") not in (None, "", "none")
    options = [text(each, 200) for each in listing(info.get("SecurityOptions"))]
    return EngineLimits(
        memory=driver and info.get("MemoryLimit") is True,
        processors=driver and info.get("CpuCfsQuota") is True,
        processes=driver and info.get("PidsLimit") is True,
        seccomp=any("name=seccomp" in each and "unconfined" not in each for each in options),
    )


def engine_image(found: dict[str, Any]) -> EngineImage:
    """From an image's `inspect`."""
    return EngineImage(
        id=text(found.get("Id")),
        size=number(found.get("Size")),
        created=moment(found.get("Created")),
        layers=tuple(text(each, 200) for each in listing(table(found.get("RootFS")).get("Layers"))),
        config=read_image_config(table(found.get("Config"))),
    )


def listed_image(found: dict[str, Any]) -> ListedImage:
    """From an entry of the list of images."""
    return ListedImage(
        size=number(found.get("Size")), created=moment(found.get("Created")), labels=labels(found.get("Labels"))
    )


def store(usage: dict[str, Any]) -> Store:
    """From the engine's `system df`."""
    images = tuple(_stored_image(each) for each in listing(usage.get("Images")))
    volumes = [table(each) for each in listing(usage.get("Volumes"))]
    return Store(
        used=number(usage.get("LayersSize")),
        images=images,
        containers=tuple(read_container(table(each)) for each in listing(usage.get("Containers"))),
        volumes={text(each.get("Name"), 300): number(table(each.get("UsageData")).get("Size")) for each in volumes},
    )


def layer_step(line: dict[str, Any]) -> LayerProgress | None:
    """From one line of a pull's stream; None for lines that tell nothing of a layer."""
    status = text(line.get("status"), 100)
    phase = Phase.WAITING if status.startswith("Retrying") else _PHASES.get(status)
    if phase is None or "id" not in line:
        return None
    detail = table(line.get("progressDetail"))
    return LayerProgress(text(line["id"], 12), phase, number(detail.get("current")), detail.get("total") or None)


def history_row(row: dict[str, Any]) -> HistoryRow:
    """From one row of an image's `history`; engines don't tell which rows are empty."""
    return HistoryRow(
        id=text(row.get("Id"), 80),
        created=moment(row.get("Created")),
        created_by=text(row.get("CreatedBy")),
        size=number(row.get("Size")),
        comment=text(row.get("Comment")),
        empty_layer=False,
    )


def _stored_image(image: dict[str, Any]) -> StoredImage:
    size, shared = number(image.get("Size")), number(image.get("SharedSize"))
    names = [name for name in listing(image.get("RepoTags")) if name != "<none>:<none>"]
    return StoredImage(
        id=text(image.get("Id"), 80),
        names=tuple(names or [text(each, 200) for each in listing(image.get("RepoDigests"))[:1]]),
        size=size,
        own=max(0, size - shared),
        containers=number(image.get("Containers")),
    )


def pull_failure(name: str, message: str) -> SandboxError:
    """Our words for what went wrong. The engine's own mislead too often to be shown, so they go to the log."""
    _log.warning("engine could not pull", image=name, message=message)
    words = message.lower()
    if "toomanyrequests" in words or "too many requests" in words:
        return RateLimited("The registry wants a pause: too many images were pulled from here.", "Try again later.")
    if "no space left" in words:
        return Unavailable("The sandbox's disk is full.", "Try again after the next clean-up, or a smaller image.")
    if "verification failed" in words or "unexpected eof" in words or "register layer" in words:
        return Refused(
            "The registry sent a layer that is not what the image's manifest promised, so it was thrown away.",
            "Try another tag.",
        )
    if "not found" in words or "manifest unknown" in words:
        return NotFound("The registry no longer has a part of this image.", "Try another tag.")
    return Unavailable("The sandbox could not fetch this image from its registry.", "Try again in a few minutes.")
