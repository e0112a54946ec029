"""What the sandbox tells: progress, results, histories, lists and reports, as plain values.

Sizes are bytes, times are aware datetimes. Everything that an image says of itself (`created_by`,
`comment`) is hostile text, bounded in length only: whoever shows it escapes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sandbox.configs import ImageConfig
from sandbox.references import Reference
from sandbox.waste import Waste

MISSING = "<missing>"
"""What docker prints instead of an image ID for rows of a history that were built elsewhere."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Whom a job is for: a group and one of its learners, by ids that mean nothing here."""

    group: str
    learner: str


class Phase(StrEnum):
    """Where a layer stands in a pull."""

    WAITING = "waiting"
    DOWNLOADING = "downloading"
    EXTRACTING = "extracting"
    DONE = "done"
    ALREADY_THERE = "already there"


@dataclass(frozen=True, slots=True)
class LayerProgress:
    """One layer: `id` is the 12 digits docker shows, `done` of `total` compressed bytes in this phase."""

    id: str
    phase: Phase
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class PullProgress:
    """A pull at one moment, lowest layer first; `done` of `total` compressed bytes have been downloaded."""

    layers: tuple[LayerProgress, ...]
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Pulled:
    """A finished pull.

    `digest` names the manifest or index behind the reference, `image_id` the image on the engine, `size` is
    unpacked. `command` is the docker command this was; `pulls_left` what the registry said of its rate limit.
    """

    reference: Reference
    digest: str
    image_id: str
    size: int
    layers: int
    seconds: float
    command: str
    pulls_left: int | None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One step of an image's making. `empty_layer` steps changed metadata only."""

    id: str
    created: datetime | None
    created_by: str
    size: int
    comment: str
    empty_layer: bool


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another image of the group on its host that stands on the same lowest `layers`.

    `size` is what those take, in the measure of the history that tells it.
    """

    reference: Reference
    layers: int
    size: int


@dataclass(frozen=True, slots=True)
class ImageHistory:
    """The steps, newest first. With `pulled` the sizes are unpacked, as the engine counts; without, compressed.

    `layers` are the diff IDs (digests of what is in them, unpacked), lowest first; `waste` is there where it is known.
    """

    reference: Reference
    image_id: str
    digest: str
    rows: tuple[HistoryRow, ...]
    pulled: bool
    layers: tuple[str, ...]
    config: ImageConfig
    neighbours: tuple[Neighbour, ...] = ()
    waste: Waste | None = None

    @property
    def total(self) -> int:
        return sum(row.size for row in self.rows)

    @property
    def stack(self) -> tuple[HistoryRow, ...]:
        """The rows that made a layer, lowest first."""
        return tuple(row for row in reversed(self.rows) if not row.empty_layer)


@dataclass(frozen=True, slots=True)
class ImageSummary:
    """An image that a group has pulled and that is still on its host; `size` is unpacked.

    `digest` is what the registry gave for the reference.
    """

    reference: Reference
    image_id: str
    digest: str
    created: datetime | None
    size: int
    pulled_at: datetime
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HostStatus:
    """One sandbox host, for operators. `trouble` says why it does not answer or may not serve, or is empty."""

    host: str
    trouble: str
    engine_version: str = ""
    platform: str = ""
    images: int = 0
    used: int = 0
    high_mark: int = 0
    low_mark: int = 0


@dataclass(frozen=True, slots=True)
class Removal:
    """An image that goes, or would go, and why. `name` is what docker calls it, if anything."""

    image_id: str
    name: str
    size: int
    reason: str


@dataclass(frozen=True, slots=True)
class PruneReport:
    """What a prune did on one host, or would do when `dry_run`; `used_*` are bytes of the image store."""

    host: str
    dry_run: bool
    removed: tuple[Removal, ...]
    used_before: int
    used_after: int
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was put away on one host because no process looked after it, by container ID."""

    host: str
    removed: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    trouble: str = ""
