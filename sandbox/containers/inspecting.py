"""What `docker inspect` tells of a container: chosen keys of the engine's answer, with the group's names in it.

Nothing that names the host (paths, process numbers, cgroups) is chosen, and nothing is longer than a chat can bear.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.containers.values import Facts
from sandbox.foreign import listing, number, table, text
from sandbox.world import IMAGE, REMOVE, World, without_ours

_LONGEST = 500
_MOST = 50

_TOP = ("Id", "Created", "Path", "Args", "Image", "RestartCount", "Platform")
_STATE = ("Status", "Running", "Paused", "OOMKilled", "ExitCode", "StartedAt", "FinishedAt")
_CONFIG = ("Hostname", "User", "ExposedPorts", "Env", "Cmd", "Volumes", "WorkingDir", "Entrypoint", "StopSignal")
_HOST = (
    "NetworkMode",
    "Memory",
    "MemorySwap",
    "NanoCpus",
    "PidsLimit",
    "ReadonlyRootfs",
    "Init",
    "Privileged",
    "CapAdd",
    "CapDrop",
    "SecurityOpt",
    "RestartPolicy",
    "ShmSize",
    "Tmpfs",
    "Ulimits",
)


def container_facts(world: World, name: str, found: dict[str, Any]) -> Facts:
    """From the engine's `inspect` of a container that the group calls `name`."""
    config, host = table(found.get("Config")), table(found.get("HostConfig"))
    labels = {key: value for key, value in table(config.get("Labels")).items() if isinstance(value, str)}
    return {
        **_chosen(found, _TOP),
        "Name": f"/{name}",
        "State": _chosen(table(found.get("State")), _STATE),
        "Config": {
            **_chosen(config, _CONFIG),
            "Image": text(labels.get(IMAGE), _LONGEST),
            "Labels": bounded(without_ours(labels)),
        },
        "HostConfig": {**_chosen(host, _HOST), "AutoRemove": labels.get(REMOVE) == "yes"},
        "Mounts": [_mount(world, table(each)) for each in listing(found.get("Mounts"))[:_MOST]],
        "NetworkSettings": {"Networks": {"none": {"IPAddress": ""}}},
        **({"SizeRw": number(found["SizeRw"])} if "SizeRw" in found else {}),
    }


def bounded(value: Any) -> Any:
    """Returns a JSON value with long texts and long lists cut; what is nested deeper than docker nests is left out."""
    return _bounded(value, 6)


def _bounded(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return text(value, _LONGEST)
    if isinstance(value, Mapping) and depth:
        return {text(key, _LONGEST): _bounded(each, depth - 1) for key, each in list(value.items())[:_MOST]}
    if isinstance(value, list) and depth:
        return [_bounded(each, depth - 1) for each in value[:_MOST]]
    return value if value is None or isinstance(value, bool | int | float) else None


def _chosen(found: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: bounded(found[key]) for key in keys if key in found}


def _mount(world: World, found: dict[str, Any]) -> dict[str, Any]:
    kind = text(found.get("Type"), 20)
    name = world.own_name(text(found.get("Name"), 300)) if kind == "volume" else None
    return {
        "Type": kind,
        **({"Name": name, "Driver": "local"} if name else {}),
        "Destination": text(found.get("Destination"), _LONGEST),
        "RW": found.get("RW") is True,
    }
