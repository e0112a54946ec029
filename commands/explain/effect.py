"""The container that a `run` or `create` line makes: what its flags come to, taken together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from commands.explain.model import GivenFlag
from commands.explain.parsed import MAKES_CONTAINER, Parsed
from commands.explain.values.devices import names_device
from commands.explain.values.limits import capabilities, read_restart
from commands.explain.values.misfit import Misfit
from commands.explain.values.mounts import Mount, read_mount, read_tmpfs, read_volume
from commands.explain.values.networks import read_host, read_network
from commands.explain.values.numbers import read_bytes, read_cores
from commands.explain.values.platforms import read_platform
from commands.explain.values.ports import Port, Published, read_exposed, read_published

_Value = TypeVar("_Value")

SPELLED_OUT = 1000
"""Ports of a line that are listed one by one; further ranges stay ranges."""
_READERS: dict[str, Callable[[str], Mount]] = {"volume": read_volume, "mount": read_mount, "tmpfs": read_tmpfs}


def effect_of(parsed: Parsed) -> dict[str, Any] | None:
    """Returns the container with the keys of the explain schema; None where none is made."""
    if parsed.command.name not in MAKES_CONTAINER or not parsed.args or parsed.error:
        return None
    entrypoint = parsed.last("entrypoint")
    return {
        "image": parsed.args[0].value,
        "command": [argument.value for argument in parsed.args[1:]],
        "entrypoint": None if entrypoint is None else [entrypoint],
        "name": parsed.last("name") or None,
        "platform": _read(parsed.last("platform") or None, read_platform),
        "detach": parsed.is_on("detach"),
        "tty": parsed.is_on("tty"),
        "interactive": parsed.is_on("interactive"),
        "auto_remove": parsed.is_on("rm"),
        "ports": [port._asdict() for port in _ports(parsed)],
        "publish_all": parsed.is_on("publish-all"),
        "expose": _exposed(parsed),
        "mounts": [mount._asdict() for _, mount in sorted(mounts(parsed), key=lambda each: each[1].target)],
        "volumes_from": parsed.given("volumes-from"),
        "env": sorted(parsed.given("env")),
        "networks": _networks(parsed),
        "restart": _restart(parsed.last("restart")),
        "user": parsed.last("user") or None,
        "workdir": parsed.last("workdir") or None,
        "hostname": parsed.last("hostname") or None,
        "privileged": parsed.is_on("privileged"),
        "read_only": parsed.is_on("read-only"),
        "init": parsed.is_on("init"),
        "memory": _read(parsed.last("memory"), read_bytes) or None,
        "cpus": _read(parsed.last("cpus"), lambda value: float(read_cores(value))) or None,
        "cap_add": capabilities(parsed.given("cap-add")),
        "cap_drop": capabilities(parsed.given("cap-drop")),
        "labels": dict(value.partition("=")[::2] for value in parsed.given("label")),
        "extra_hosts": [_host(value) for value in parsed.given("add-host")],
        "gpus": bool(parsed.every("gpus")) or any(map(_is_gpu, parsed.given("device"))),
        "devices": [value.partition(":")[0] for value in parsed.given("device") if not names_device(value)],
    }


def mounts(parsed: Parsed) -> list[tuple[GivenFlag, Mount]]:
    """Returns every mount with the flag that asks for it, in the order of the line."""
    asked = (flag for flag in parsed.flags if flag.name in _READERS)
    read = ((flag, _read(flag.value, _READERS[flag.name])) for flag in asked)
    return [(flag, mount) for flag, mount in read if mount]


def published(parsed: Parsed) -> list[tuple[GivenFlag, Published]]:
    """Returns what every `-p` opens, with the flag itself."""
    read = ((flag, _read(flag.value, read_published)) for flag in parsed.every("publish"))
    return [(flag, ports) for flag, ports in read if ports]


def _ports(parsed: Parsed) -> list[Port]:
    """Returns the ports in the order of docker's request, which sorts them by the container's port as text."""
    found: list[Port] = []
    for _, ports in published(parsed):
        found += ports.ports() if len(found) + ports.amount <= SPELLED_OUT else [ports.together()]
    return sorted(found, key=lambda port: f"{port.container_port}/{port.protocol}")


def _exposed(parsed: Parsed) -> list[str]:
    """Returns the ports that are exposed and not published as well."""
    found = {f"{port.container_port}/{port.protocol}": False for port in _ports(parsed)}
    for value in parsed.given("expose"):
        if exposed := _read(value, read_exposed):
            first, last = exposed.ports
            spelled_out = len(found) + last - first < SPELLED_OUT
            numbers = map(str, range(first, last + 1)) if spelled_out else [f"{first}-{last}"]
            found = dict.fromkeys((f"{number}/{exposed.protocol}" for number in numbers), True) | found
    return sorted(port for port, exposed_only in found.items() if exposed_only)


def _networks(parsed: Parsed) -> list[str]:
    """Returns the networks that are asked for by name, in the order of docker's request."""
    read = (_read(value, read_network) for value in parsed.given("network"))
    return sorted({network.name for network in read if network and network.name != "default"})


def _is_gpu(device: str) -> bool:
    return names_device(device) and "gpu" in device


def _host(value: str) -> str:
    return ":".join(_read(value, read_host) or (value,))


def _restart(value: str | None) -> str | None:
    policy = _read(value, read_restart)
    return None if policy is None or policy.is_none else str(policy)


def _read(value: str | None, read: Callable[[str], _Value]) -> _Value | None:
    """Reads a value; None where there is none, or where only the reader's shell knows it."""
    try:
        return None if value is None else read(value)
    except Misfit:
        return None
