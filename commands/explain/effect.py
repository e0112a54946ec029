"""The container that a `run` or `create` line makes: what its flags come to, taken together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from commands.explain.reading import Parsed
from commands.explain.values import Mount, Port, read_bytes, read_mount, read_ports, read_tmpfs, read_volume

_MAKING = frozenset({"container run", "container create"})


def effect_of(parsed: Parsed) -> dict[str, Any] | None:
    """Returns the container with the keys of the explain schema; None for any other command."""
    if parsed.command.name not in _MAKING or not parsed.args:
        return None
    entrypoint = parsed.last("entrypoint")
    return {
        "image": parsed.args[0].value,
        "command": [argument.value for argument in parsed.args[1:]],
        "entrypoint": None if entrypoint is None else [entrypoint],
        "name": parsed.last("name"),
        "platform": parsed.last("platform"),
        "detach": parsed.is_on("detach"),
        "tty": parsed.is_on("tty"),
        "interactive": parsed.is_on("interactive"),
        "auto_remove": parsed.is_on("rm"),
        "ports": [asdict(port) for port in published(parsed)],
        "publish_all": parsed.is_on("publish-all"),
        "expose": [value if "/" in value else f"{value}/tcp" for value in parsed.given("expose")],
        "mounts": [asdict(mount) for mount in sorted(mounts(parsed), key=lambda mount: mount.target)],
        "volumes_from": parsed.given("volumes-from"),
        "env": sorted(parsed.given("env")),
        "networks": [_network(value) for value in parsed.given("network")],
        "restart": _unless(parsed.last("restart"), "no"),
        "user": parsed.last("user"),
        "workdir": parsed.last("workdir"),
        "hostname": parsed.last("hostname"),
        "privileged": parsed.is_on("privileged"),
        "read_only": parsed.is_on("read-only"),
        "init": parsed.is_on("init"),
        "memory": _maybe(parsed.last("memory"), read_bytes),
        "cpus": _maybe(parsed.last("cpus"), _number),
        "cap_add": [_capability(value) for value in parsed.given("cap-add")],
        "cap_drop": [_capability(value) for value in parsed.given("cap-drop")],
        "labels": dict(value.partition("=")[::2] for value in parsed.given("label")),
        "extra_hosts": [_host(value) for value in parsed.given("add-host")],
        "gpus": bool(parsed.given("gpus")),
        "devices": [value.split(":")[0] for value in parsed.given("device")],
    }


def published(parsed: Parsed) -> list[Port]:
    """Returns every published port."""
    ports = (read_ports(value) or [] for value in parsed.given("publish"))
    return [port for several in ports for port in several]


def mounts(parsed: Parsed) -> list[Mount]:
    """Returns every mount, in the order of the line."""
    readers = {"volume": read_volume, "mount": read_mount, "tmpfs": read_tmpfs}
    return [readers[flag.name](flag.value) for flag in parsed.flags if flag.name in readers]


def _network(value: str) -> str:
    """Returns the network's name: `name=my-net,alias=db` has one too."""
    if "=" not in value:
        return value
    return dict(pair.partition("=")[::2] for pair in value.split(",")).get("name", value)


def _host(value: str) -> str:
    """Returns name:address; docker takes an equals sign too, and brackets round an IPv6 address."""
    name, sign, address = value.partition("=") if "=" in value else value.partition(":")
    return f"{name}:{address.removeprefix('[').removesuffix(']')}" if sign else value


def _capability(value: str) -> str:
    name = value.upper()
    return name if name == "ALL" or name.startswith("CAP_") else f"CAP_{name}"


def _unless(value: str | None, usual: str) -> str | None:
    return None if value in {usual, ""} else value


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _maybe(value: str | None, read: Callable[[str], Any]) -> Any:
    return None if value is None else read(value)
