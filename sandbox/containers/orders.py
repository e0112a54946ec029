"""Turns an order into the request that makes the container: built from zero, with every limit of the policy in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from sandbox.containers.values import ExecOrder, RunOrder
from sandbox.errors import Invalid, Refused
from sandbox.foreign import listing, table
from sandbox.policy import Policy, mebibytes
from sandbox.references import shown
from sandbox.world import LABELS, check_name

_HOSTNAME = re.compile(r"(?!-)[a-zA-Z0-9-]{1,63}(?<!-)", re.ASCII)
_SIGNAL = re.compile(r"(?:SIG)?[A-Z]{2,10}[0-9]?|[0-9]{1,2}", re.ASCII)
_USER = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,31}\$?(?::[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,31})?", re.ASCII)
_KERNEL_FOLDERS = ("proc", "sys", "dev")
_LONGEST_PATH = 200
_MOST_LABELS = 20
_NANO = 1_000_000_000


def check_order(order: RunOrder, policy: Policy) -> None:
    """Raises Invalid or Refused for what could not be run, before any image is fetched for it."""
    if order.name is not None:
        check_name(order.name, "container")
    _check_words(order.command, order.environment, policy)
    _check_place(order.folder, order.user)
    if order.hostname is not None and not _HOSTNAME.fullmatch(order.hostname):
        raise Invalid(f"“{shown(order.hostname)}” is no host name.", "Take letters, digits and dashes.")
    if order.stop_signal is not None:
        check_signal(order.stop_signal)
    _check_limits(order, policy)
    _check_mounts(order, policy)
    check_labels(order.labels)


def check_exec(order: ExecOrder, policy: Policy) -> None:
    """Raises Invalid for a command that could not be run in a container."""
    if not order.command or not order.command[0]:
        raise Invalid("There is no command to run.", "Write it behind the container: docker exec web ls")
    _check_words(order.command, order.environment, policy)
    _check_place(order.folder, order.user)


def check_labels(labels: Mapping[str, str]) -> None:
    """Raises Refused for labels that imitate ours, Invalid for too many."""
    for name in labels:
        if name.lower().startswith(LABELS):
            raise Refused(f"Labels that begin with {LABELS} are the sandbox's own.", "Take another name.")
    if len(labels) > _MOST_LABELS or any(not name for name in labels):
        raise Invalid(f"A thing has at most {_MOST_LABELS} labels here, each with a name.", "Leave some out.")


def check_signal(signal: str) -> None:
    """Raises Invalid for what is plainly no signal; whether the kernel knows it, the engine says."""
    if not _SIGNAL.fullmatch(signal.upper()):
        raise Invalid(f"“{shown(signal)}” is no signal.", "Write it like TERM, SIGKILL or 9.")


def container_body(
    order: RunOrder,
    image_id: str,
    policy: Policy,
    *,
    declared: Iterable[str],
    labels: Mapping[str, str],
    volume_name: Callable[[str], str],
) -> dict[str, Any]:
    """Returns the body of the engine's `containers/create`.

    `declared` are the volumes of the image, `labels` ours, which win over the learner's; `volume_name` gives the
    engine's name of a volume. An order's anonymous volumes must have names by now.
    """
    body: dict[str, Any] = {
        "Image": image_id,
        "Env": list(order.environment),
        "Labels": {**order.labels, **labels},
        "Healthcheck": {"Test": ["NONE"]},
        "Tty": False,
        "OpenStdin": False,
        "AttachStdin": False,
        "StopTimeout": policy.stop_seconds,
        "HostConfig": _host_config(order, policy, declared, volume_name),
    }
    chosen = {
        "Cmd": list(order.command) or None,
        "WorkingDir": order.folder,
        "User": order.user,
        "Hostname": order.hostname,
        "StopSignal": order.stop_signal,
        "Entrypoint": None if order.entrypoint is None else [order.entrypoint],
    }
    return body | {key: value for key, value in chosen.items() if value is not None}


def exec_body(order: ExecOrder) -> dict[str, Any]:
    """Returns the body of the engine's `exec`; the container's own limits hold for it."""
    return {
        "AttachStdin": False,
        "AttachStdout": not order.detached,
        "AttachStderr": not order.detached,
        "Tty": False,
        "Privileged": False,
        "Cmd": list(order.command),
        "Env": list(order.environment),
        "WorkingDir": order.folder or "",
        "User": order.user or "",
    }


def _host_config(
    order: RunOrder, policy: Policy, declared: Iterable[str], volume_name: Callable[[str], str]
) -> dict[str, Any]:
    memory = policy.memory if order.memory is None else order.memory
    mounted = {_clean(mount.target) for mount in order.volumes}
    ulimits = {"nofile": policy.open_files, "core": 0, "fsize": policy.file_bytes}
    half_of_log = f"{policy.log_bytes // 2}"
    return {
        "NetworkMode": "none",
        "IpcMode": "private",
        "CapDrop": ["ALL"],
        "SecurityOpt": ["no-new-privileges"],
        "Memory": memory,
        "MemorySwap": memory,
        "NanoCpus": int((policy.cpus if order.cpus is None else order.cpus) * _NANO),
        "PidsLimit": policy.processes if order.pids is None else order.pids,
        "Ulimits": [{"Name": name, "Soft": limit, "Hard": limit} for name, limit in ulimits.items()],
        "ShmSize": policy.shared_memory,
        "ReadonlyRootfs": order.read_only,
        "Init": order.init,
        "Tmpfs": {
            target: f"size={policy.tmpfs_bytes},nr_inodes={policy.tmpfs_files},mode=1777"
            for target in dict.fromkeys(map(_clean, (*order.tmpfs, *declared)))
            if target not in mounted
        },
        "Mounts": [
            {
                "Type": "volume",
                "Source": volume_name(mount.volume or ""),
                "Target": _clean(mount.target),
                "ReadOnly": mount.read_only,
                # The engine would copy what the image has there, however much it is, before anybody looks.
                "VolumeOptions": {"NoCopy": True},
            }
            for mount in order.volumes
        ],
        "LogConfig": {"Type": "json-file", "Config": {"max-size": half_of_log, "max-file": "2"}},
        "RestartPolicy": {"Name": "no"},
        # The state is read first, and `--rm` containers of a killed engine would come back as dead ones.
        "AutoRemove": False,
        "Runtime": policy.runtime,
    }


def _check_words(words: Iterable[str], environment: Iterable[str], policy: Policy) -> None:
    for variable in environment:
        name, equals, _ = variable.partition("=")
        if not name or not equals:
            raise Invalid(f"“{shown(variable)}” is no variable.", "Write it like NAME=value.")
    everything = [*words, *environment]
    if any("\0" in each for each in everything):
        raise Invalid("A command can't hold a NUL character.", "Leave it out.")
    if sum(len(each.encode("utf-8", "replace")) + 1 for each in everything) > policy.order_bytes:
        raise Invalid(f"That is more than {policy.order_bytes} bytes of command and variables.", "Make it shorter.")


def _check_place(folder: str | None, user: str | None) -> None:
    if folder is not None and (not folder.startswith("/") or len(folder) > _LONGEST_PATH or not folder.isprintable()):
        raise Invalid(f"“{shown(folder)}” is no folder to work in.", "Write it from the root, like /app.")
    if user is not None and not _USER.fullmatch(user):
        raise Invalid(f"“{shown(user)}” is no user.", "Write a name or a number, like nobody or 1000:1000.")


def _check_limits(order: RunOrder, policy: Policy) -> None:
    if order.memory is not None:
        if order.memory > policy.memory:
            raise Refused(
                f"A container has at most {mebibytes(policy.memory)} of memory here.", "Ask for less, or leave it out."
            )
        if order.memory < policy.least_memory:
            raise Invalid(f"docker gives a container at least {mebibytes(policy.least_memory)}.", "Ask for more.")
    if order.cpus is not None and not 0 < order.cpus <= policy.cpus:
        raise Refused(f"A container has at most {policy.cpus:g} processors here.", "Ask for less, or leave it out.")
    if order.pids is not None and not 0 < order.pids <= policy.processes:
        raise Refused(f"A container has at most {policy.processes} processes here.", "Ask for fewer, or leave it out.")


def _check_mounts(order: RunOrder, policy: Policy) -> None:
    targets = [*order.tmpfs, *(mount.target for mount in order.volumes)]
    if len(targets) > policy.mounts:
        raise Refused(f"A container has at most {policy.mounts} volumes and tmpfs here.", "Leave some out.")
    for target in targets:
        check_target(target)
    if len(set(map(_clean, targets))) < len(targets):
        raise Invalid("Two things would be mounted at the same place.", "Give each a path of its own.")
    for mount in order.volumes:
        if mount.volume is not None:
            check_name(mount.volume, "volume")


def check_declared(volumes: Iterable[str], policy: Policy) -> None:
    """Raises Refused for an image whose own volumes can't each be covered by a tmpfs of the policy's size."""
    declared = tuple(volumes)
    if len(declared) > policy.mounts:
        raise Refused(
            f"This image declares {len(declared)} volumes; the sandbox takes at most {policy.mounts}.",
            "Try another image.",
        )
    try:
        for target in declared:
            check_target(target)
    except Invalid:
        raise Refused("This image declares a volume where nothing can be mounted.", "Try another image.") from None


def check_made(found: Mapping[str, Any], volumes: Collection[str], policy: Policy) -> None:
    """Raises Refused for a container to which its image has added more than an order could have.

    `found` is the engine's `inspect`; `volumes` are the engine's names of those that were ordered.
    """
    mounts = listing(found.get("Mounts"))
    if any(mount.get("Type") != "tmpfs" and mount.get("Name") not in volumes for mount in mounts):
        raise Refused("This image declares a volume that the sandbox can't put a limit on.", "Try another image.")
    config = table(found.get("Config"))
    said = [config.get(key) for key in ("Labels", "Env", "Entrypoint", "Cmd", "ExposedPorts")]
    size = sum(len(json.dumps(each)) for each in said)
    if size > policy.image_words:
        raise Refused(
            f"This image has {size} bytes of labels, variables and commands; the sandbox takes {policy.image_words}.",
            "Try another image.",
        )


def check_target(target: str) -> None:
    """Raises Invalid for a path at which nothing can be mounted."""
    parts = PurePosixPath(target).parts
    if not target.startswith("/") or not target.isprintable() or len(target) > _LONGEST_PATH or set(target) & set(":,"):
        raise Invalid(f"“{shown(target)}” is no path to mount at.", "Write it from the root, like /data.")
    if len(parts) < 2 or ".." in parts or parts[1] in _KERNEL_FOLDERS:
        raise Invalid(f"Nothing can be mounted at {shown(target)}.", "Take a folder of its own, like /data.")


def _clean(target: str) -> str:
    return "/" + "/".join(PurePosixPath(target).parts[1:])
