"""The flags that can't be had on the sandbox and why, by what they reach for.

A flag that is neither honoured by its command (offers.py), nor noted as without effect (notes.py), nor in here gets
the plainest of the refusals.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from commands.docker.line import Line
from commands.errors import CommandError, refused
from commands.explain.model import GivenFlag
from commands.explain.values.fields import split_fields
from commands.explain.values.limits import read_restart
from commands.explain.values.misfit import Misfit
from commands.explain.values.mounts import read_mount, read_volume
from commands.explain.values.networks import read_network
from commands.explain.values.numbers import read_integer
from commands.text import Code, Text, say, shorten

_CLUSTER = re.compile(r"-[A-Za-z]{2}")
_WORD = 80
"""Characters of a flag that are repeated in its refusal."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why some flags can't be had; `reason` puts the flag as it was typed into its sentence."""

    flags: tuple[str, ...]
    reason: Callable[[Code], Text]


OTHER_ENGINES = Refusal(
    ("host", "context", "config", "tls", "tlscacert", "tlscert", "tlskey", "tlsverify"),
    lambda flag: say(
        "{flag} chooses an engine and how to reach it; here it is always the sandbox of your group.", flag=flag
    ),
)
CLIENT = Refusal(
    ("debug", "log-level"),
    lambda flag: say("{flag} sets up docker's own command line, and there is none between us here.", flag=flag),
)
PRIVILEGES = Refusal(
    ("privileged", "cap-add", "security-opt", "group-add", "use-api-socket"),
    lambda flag: say(
        "{flag} would give the program rights over the machine on which everybody's containers run.", flag=flag
    ),
)
KILLED_LAST = Refusal(
    ("oom-kill-disable", "oom-score-adj"),
    lambda flag: say("{flag} would let this container keep memory while others lose theirs.", flag=flag),
)
ISOLATION = Refusal(
    ("pid", "ipc", "uts", "userns", "cgroupns"),
    lambda flag: say(
        "{flag} would open the wall that a container has around it; here each one keeps its own.", flag=flag
    ),
)
NETWORK = Refusal(
    (
        *("network", "network-alias", "link", "link-local-ip", "ip", "ip6", "mac-address", "domainname"),
        *("dns", "dns-option", "dns-search", "add-host"),
    ),
    lambda flag: say(
        "Containers here reach no network, so that none can be used against anybody: {flag} has nothing to set up.",
        flag=flag,
    ),
)
HOST_FOLDERS = Refusal(
    (),
    lambda flag: say(
        "{flag} names a folder of the machine that docker runs on, and that machine isn't yours here."
        " A volume works: {volume}.",
        flag=flag,
        volume=Code("-v NAME:/path"),
    ),
)
MOUNT_FIELDS = Refusal(
    (),
    lambda flag: say(
        "{flag} sets up more of a mount than can be chosen here: {volume} and {tmpfs} can, of a size that is fixed.",
        flag=flag,
        volume=Code("-v NAME:/path:ro"),
        tmpfs=Code("--tmpfs /path"),
    ),
)
OTHERS_VOLUMES = Refusal(
    ("volumes-from",),
    lambda flag: say(
        "{flag} would take over whatever another container has mounted. Name the volume itself: {volume}.",
        flag=flag,
        volume=Code("-v NAME:/path"),
    ),
)
DEVICES = Refusal(
    (
        *("device", "device-cgroup-rule", "gpus", "blkio-weight", "blkio-weight-device"),
        *("device-read-bps", "device-read-iops", "device-write-bps", "device-write-iops"),
        *("io-maxbandwidth", "io-maxiops"),
    ),
    lambda flag: say("{flag} reaches for a device of the machine, and no container here is given one.", flag=flag),
)
RESOURCES = Refusal(
    (
        *("memory-swap", "memory-reservation", "memory-swappiness", "kernel-memory", "shm-size", "ulimit"),
        *("cpu-count", "cpu-percent", "cpu-period", "cpu-quota", "cpu-rt-period", "cpu-rt-runtime", "cpu-shares"),
        *("cpuset-cpus", "cpuset-mems", "stop-timeout"),
    ),
    lambda flag: say(
        "{flag} would change a limit that is the same for every container here. Yours to choose, below the cap, are"
        " {choices}.",
        flag=flag,
        choices=Code("--memory, --cpus, --pids-limit"),
    ),
)
UNLIMITED = Refusal(
    (), lambda flag: say("{flag} would lift a limit that every container here has: give a number.", flag=flag)
)
CLIENT_FILES = Refusal(
    ("env-file", "label-file", "cidfile", "iidfile", "metadata-file", "output", "secret", "ssh"),
    lambda flag: say(
        "{flag} means a file on your own machine, and nothing but this line reaches the sandbox.", flag=flag
    ),
)
RESTARTS = Refusal(
    ("restart",),
    lambda flag: say("{flag} would start it again and again; here the time of every container is limited.", flag=flag),
)
HEALTH = Refusal(
    (
        *("health-cmd", "health-interval", "health-retries", "health-start-interval", "health-start-period"),
        "health-timeout",
    ),
    lambda flag: say("{flag} sets up a check that runs again and again; those are off here.", flag=flag),
)
DAEMON = Refusal(
    (
        *("runtime", "isolation", "cgroup-parent", "annotation", "sysctl", "log-driver", "log-opt"),
        *("storage-opt", "volume-driver", "driver", "opt"),
    ),
    lambda flag: say("{flag} is up to the engine, whose settings are the same for every container here.", flag=flag),
)
SWARM = Refusal(
    (
        *("availability", "group", "limit-bytes", "required-bytes", "scope", "sharing", "topology-preferred"),
        *("topology-required", "type", "cluster"),
    ),
    lambda flag: say("{flag} is for several machines that work together, and the sandbox is one.", flag=flag),
)
EVERY_TAG = Refusal(
    ("all-tags",),
    lambda flag: say("{flag} would fetch every version there is: name the one that you want, as NAME:TAG.", flag=flag),
)
PLATFORM = Refusal(
    ("platform",),
    lambda flag: say("{flag} isn't the platform of the sandbox: leave it out to get what runs here.", flag=flag),
)
STOP_SIGNAL = Refusal(
    ("signal",),
    lambda flag: say(
        "{flag} comes too late here: a container's signal is chosen when it is made, by {chosen}. {kill} sends any.",
        flag=flag,
        chosen=Code("--stop-signal"),
        kill=Code("docker kill --signal"),
    ),
)
CHECKPOINTS = Refusal(
    ("checkpoint", "checkpoint-dir"),
    lambda flag: say("{flag} freezes running programs into files of the machine; the sandbox keeps none.", flag=flag),
)
PARTIAL_PRUNE = Refusal(
    (),
    lambda flag: say(
        "{flag} picks what a prune takes; here it takes all that isn't used, and only of your group.", flag=flag
    ),
)
PLAINEST = Refusal((), lambda flag: say("{flag} isn't offered on the sandbox: leave it out.", flag=flag))

REFUSALS = (
    *(
        OTHER_ENGINES,
        CLIENT,
        PRIVILEGES,
        KILLED_LAST,
        ISOLATION,
        NETWORK,
        HOST_FOLDERS,
        MOUNT_FIELDS,
        OTHERS_VOLUMES,
        DEVICES,
    ),
    *(
        RESOURCES,
        UNLIMITED,
        CLIENT_FILES,
        RESTARTS,
        HEALTH,
        DAEMON,
        SWARM,
        EVERY_TAG,
        PLATFORM,
        CHECKPOINTS,
        PARTIAL_PRUNE,
    ),
)
_BY_FLAG = {flag: refusal for refusal in REFUSALS for flag in refusal.flags}


_MOUNT_FIELDS = frozenset({"type", "source", "src", "target", "dst", "destination", "readonly", "ro"})
_OF_A_DRIVER = frozenset({"volume-driver", "volume-opt"})


def _of_volume(value: str) -> Refusal | None:
    return HOST_FOLDERS if read_volume(value).type == "bind" else None


def _of_mount(value: str) -> Refusal | None:
    kind = read_mount(value).type
    fields = {each.partition("=")[0].lower() for each in split_fields(value)}
    if kind == "bind":
        return HOST_FOLDERS
    if fields & _OF_A_DRIVER:
        return DAEMON
    return MOUNT_FIELDS if fields - _MOUNT_FIELDS or kind not in {"volume", "tmpfs"} else None


_BY_VALUE: dict[str, Callable[[str], Refusal | None]] = {
    "volume": _of_volume,
    "mount": _of_mount,
    "tmpfs": lambda value: MOUNT_FIELDS if ":" in value else None,
    "network": lambda value: None if read_network(value).name == "none" else NETWORK,
    "restart": lambda value: None if read_restart(value).is_none else RESTARTS,
    "pids-limit": lambda value: UNLIMITED if read_integer(value) < 0 else None,
    "driver": lambda value: None if value in {"", "local"} else DAEMON,
}
"""Flags of which some values can be had."""


def check_flags(line: Line, accepted: frozenset[str]) -> None:
    """Raises CommandError for the first flag that isn't among those accepted, or whose value can't be had."""
    for name, flag in line.given():
        if name not in accepted:
            raise refuse(line, flag, _BY_FLAG.get(name, PLAINEST))
        if (refusal := _by_value(name, flag.value)) is not None:
            raise refuse(line, flag, refusal)


def _by_value(name: str, value: str) -> Refusal | None:
    try:
        return _BY_VALUE[name](value) if name in _BY_VALUE else None
    except Misfit:  # a value that only a shell could complete: that is told of later
        return None


def refuse(line: Line, flag: GivenFlag, refusal: Refusal) -> CommandError:
    """Returns the refusal of one flag, with what it would do on the learner's own machine."""
    reason = refusal.reason(Code(shorten(_typed(line, flag), _WORD)))
    told = line.told(flag)
    if not told:
        return refused("{reason}", reason=reason)
    return refused("{reason} On your own machine: {told}", reason=reason, told=told)


def _typed(line: Line, flag: GivenFlag) -> str:
    """Returns the flag as typed; one out of several short ones is spelled out."""
    typed = line.written(flag.span)
    if not _CLUSTER.match(typed):
        return typed
    return f"--{flag.name}" if flag.value == "true" else f"--{flag.name} {flag.value}"
