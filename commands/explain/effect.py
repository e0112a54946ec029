"""The container that a `run` or `create` line makes: what its flags come to, taken together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

SPELLED_OUT = 256
"""Ports of a line that are listed one by one; further ranges stay ranges, or a short text would take long to explain."""
MOUNTS: dict[str, Callable[[str], Mount]] = {"volume": read_volume, "mount": read_mount, "tmpfs": read_tmpfs}
"""What reads the value of each flag that mounts something."""


def effect_of(parsed: Parsed) -> dict[str, Any] | None:
    """Returns the container with the keys of the explain schema; None where none is made."""
    if parsed.command.name not in MAKES_CONTAINER or not parsed.args or parsed.error:
        return None
    effect = _container(parsed.args[0].value, [argument.value for argument in parsed.args[1:]])
    for name, flags in parsed.named.items():
        if name in _SETTINGS:
            key, read = _SETTINGS[name]
            effect[key] = read([flag.value for flag in flags])
    if "publish" in parsed.named:
        effect["ports"] = [port._asdict() for port in _ports(parsed)]
    if "expose" in parsed.named:
        effect["expose"] = _exposed(parsed)
    if not parsed.named.keys().isdisjoint(MOUNTS):
        mounts = filter(None, map(mount_of, parsed.flags))
        effect["mounts"] = [mount._asdict() for mount in sorted(mounts, key=lambda mount: mount.target)]
    effect["gpus"] = bool(parsed.every("gpus")) or any(map(_is_gpu, parsed.given("device")))
    return effect


def _container(image: str, command: list[str]) -> dict[str, Any]:
    """Returns the container that an image makes where no flag says otherwise."""
    return {
        "image": image,
        "command": command,
        "entrypoint": None,
        "name": None,
        "platform": None,
        "detach": False,
        "tty": False,
        "interactive": False,
        "auto_remove": False,
        "ports": [],
        "publish_all": False,
        "expose": [],
        "mounts": [],
        "volumes_from": [],
        "env": [],
        "networks": [],
        "restart": None,
        "user": None,
        "workdir": None,
        "hostname": None,
        "privileged": False,
        "read_only": False,
        "init": False,
        "memory": None,
        "cpus": None,
        "cap_add": [],
        "cap_drop": [],
        "labels": {},
        "extra_hosts": [],
        "gpus": False,
        "devices": [],
    }


def mount_of(flag: GivenFlag) -> Mount | None:
    """Returns the mount that a flag asks for; None where it asks for none."""
    return _read(flag.value, MOUNTS[flag.name]) if flag.name in MOUNTS else None


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


def _networks(values: Sequence[str]) -> list[str]:
    """Returns the networks that are asked for by name, in the order of docker's request."""
    read = (_read(value, read_network) for value in values)
    return sorted({network.name for network in read if network and network.name != "default"})


def _is_gpu(device: str) -> bool:
    return names_device(device) and "gpu" in device


def _devices(values: Sequence[str]) -> list[str]:
    return [value.partition(":")[0] for value in values if not names_device(value)]


def _hosts(values: Sequence[str]) -> list[str]:
    return [":".join(_read(value, read_host) or (value,)) for value in values]


def _labels(values: Sequence[str]) -> dict[str, str]:
    return dict(value.partition("=")[::2] for value in values)


def _restart(values: Sequence[str]) -> str | None:
    policy = _read(values[-1], read_restart)
    return None if policy is None or policy.is_none else str(policy)


def _cpus(values: Sequence[str]) -> float | None:
    cores = _read(values[-1], read_cores)
    return float(cores) if cores else None


def _last(values: Sequence[str]) -> str | None:
    return values[-1] or None


def _is_on(values: Sequence[str]) -> bool:
    return values[-1] == "true"


def _read(value: str, read: Callable[[str], _Value]) -> _Value | None:
    """Reads a value; None where only the reader's shell knows it."""
    try:
        return read(value)
    except Misfit:
        return None


_SETTINGS: dict[str, tuple[str, Callable[[list[str]], Any]]] = {
    "add-host": ("extra_hosts", _hosts),
    "cap-add": ("cap_add", capabilities),
    "cap-drop": ("cap_drop", capabilities),
    "cpus": ("cpus", _cpus),
    "detach": ("detach", _is_on),
    "device": ("devices", _devices),
    "entrypoint": ("entrypoint", lambda values: values[-1:]),
    "env": ("env", sorted),
    "hostname": ("hostname", _last),
    "init": ("init", _is_on),
    "interactive": ("interactive", _is_on),
    "label": ("labels", _labels),
    "memory": ("memory", lambda values: _read(values[-1], read_bytes) or None),
    "name": ("name", _last),
    "network": ("networks", _networks),
    "platform": ("platform", lambda values: (values[-1] and _read(values[-1], read_platform)) or None),
    "privileged": ("privileged", _is_on),
    "publish-all": ("publish_all", _is_on),
    "read-only": ("read_only", _is_on),
    "restart": ("restart", _restart),
    "rm": ("auto_remove", _is_on),
    "tty": ("tty", _is_on),
    "user": ("user", _last),
    "volumes-from": ("volumes_from", list),
    "workdir": ("workdir", _last),
}
"""What a flag sets, and how its values are read. Ports, mounts and graphics processors come of several flags."""
