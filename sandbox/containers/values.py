"""What can be asked of a group's containers, and what is told of them, as plain values.

Sizes are bytes, times are aware datetimes. Whatever a container printed, and whatever its image says of itself, is
hostile text, bounded in length only: whoever shows it escapes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from sandbox.queue import Queued
from sandbox.references import Reference
from sandbox.values import Pulled, PullProgress

PullRule = Literal["missing", "always", "never"]
"""When `docker run` asks the registry first (`--pull`)."""


@dataclass(frozen=True, slots=True)
class VolumeMount:
    """A volume of the group at `target`, made if there is none of that name; without a name an anonymous one."""

    volume: str | None
    target: str
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class RunOrder:
    """A `docker run`, built from what the learner typed; no flag reaches the engine that is not in here.

    `called` is the image as it was typed, which docker's lists repeat.
    None leaves a choice to the image or the policy. `environment` holds `NAME=value`; `memory` is bytes and, like
    `cpus` and `pids`, at most the policy's; `tmpfs` are targets, whose size is the policy's. An `entrypoint` of ""
    means none at all.
    """

    image: Reference
    command: tuple[str, ...] = ()
    name: str | None = None
    detached: bool = False
    remove: bool = False
    environment: tuple[str, ...] = ()
    folder: str | None = None
    user: str | None = None
    entrypoint: str | None = None
    hostname: str | None = None
    memory: int | None = None
    cpus: float | None = None
    pids: int | None = None
    read_only: bool = False
    init: bool = False
    tmpfs: tuple[str, ...] = ()
    volumes: tuple[VolumeMount, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    stop_signal: str | None = None
    pull: PullRule = "missing"
    called: str = ""


@dataclass(frozen=True, slots=True)
class ExecOrder:
    """A `docker exec` in a running container; without a folder or a user, the container's own."""

    command: tuple[str, ...]
    environment: tuple[str, ...] = ()
    folder: str | None = None
    user: str | None = None
    detached: bool = False


class Reason(StrEnum):
    """Why a container or a command in one ended."""

    EXITED = "exited"
    OUT_OF_MEMORY = "out_of_memory"
    TIMED_OUT = "timed_out"
    DISK_FULL = "disk_full"
    STOPPED = "stopped"
    """Somebody in the group stopped or killed it."""
    GONE = "gone"
    """It was removed while it ran."""
    COMMAND_NOT_FOUND = "command_not_found"
    """It never began: the image has no such program (docker's 127)."""
    COMMAND_NOT_EXECUTABLE = "command_not_executable"
    """It never began: what was named is no program (docker's 126)."""


@dataclass(frozen=True, slots=True)
class Started:
    """The container runs. A detached run ends with this; `name` is its own or one made up."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Printed:
    """What came so far, a few times a second at most.

    `text` is the end of it, standard output and error as they came, with what is no UTF-8 replaced. `total` counts
    all bytes; `cut` says that `text` does not begin at the beginning.
    """

    text: str
    total: int
    cut: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended. `exit_code` is docker's, also 125, 126, 127, 137 and 143.

    `sentence` tells, in our words, what `reason` alone does not; often empty. `text` is the end of the output as in
    Printed, `output` its beginning up to the policy's cap; `cut` says that there was more than that. `removed` is
    true for `--rm`.
    """

    id: str
    name: str
    exit_code: int
    reason: Reason
    sentence: str
    seconds: float
    text: str
    output: bytes
    total: int
    cut: bool
    removed: bool


JobStep = Queued | PullProgress | Pulled | Started | Printed | Ended
"""What a run yields, in this order; of a pull only where one was needed."""


@dataclass(frozen=True, slots=True)
class Output:
    """A container's log: `output` are its last bytes, up to the policy's cap, `text` the same as in Printed."""

    text: str
    output: bytes
    total: int
    cut: bool


@dataclass(frozen=True, slots=True)
class Mount:
    """What is mounted in a container: `name` is a volume's as the group knows it, "" for a tmpfs."""

    name: str
    target: str
    read_only: bool


@dataclass(frozen=True, slots=True)
class ContainerSummary:
    """One row of `docker ps`.

    `image` is as it was typed; `state` is docker's word (`running`, `exited`, `created`,
    `paused`, `dead`), `status` its sentence (`Up 5 seconds`); `size` is what the container itself has written, if
    it was asked for. `labels` are the learner's and the image's.
    """

    id: str
    name: str
    image: str
    image_id: str
    command: str
    created: datetime | None
    state: str
    status: str
    ports: tuple[str, ...]
    mounts: tuple[Mount, ...]
    labels: Mapping[str, str]
    learner: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Processes:
    """`docker top`: the host's own `ps`, of the container's processes only."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Stats:
    """One sample of `docker stats`; `cpu` is percent of one processor, memory leaves out the file cache."""

    id: str
    name: str
    cpu: float
    memory: int
    memory_limit: int
    read: int
    written: int
    processes: int


class Change(StrEnum):
    """docker diff's letters."""

    CHANGED = "C"
    ADDED = "A"
    DELETED = "D"


@dataclass(frozen=True, slots=True)
class Pruned:
    """What a prune removed, by the names the group knows, and the bytes that came free."""

    removed: tuple[str, ...]
    freed: int


@dataclass(frozen=True, slots=True)
class VolumeSummary:
    """A volume of the group; `containers` use it. `size` is None where it was not measured."""

    name: str
    created: datetime | None
    labels: Mapping[str, str]
    anonymous: bool
    containers: int
    learner: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class ImageRemoval:
    """What `docker rmi` prints: names that are gone, and the image if that was its last."""

    untagged: tuple[str, ...]
    deleted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UsageRow:
    """One row of `docker system df`, of the group's own things."""

    kind: Literal["Images", "Containers", "Local Volumes", "Build Cache"]
    total: int
    active: int
    size: int
    reclaimable: int


Facts = Mapping[str, Any]
"""What `inspect` tells: docker's own keys, chosen, of plain JSON values, bounded in size; no path of the host."""
