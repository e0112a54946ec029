"""What appears in a container from outside: folders, volumes and memory disks."""

from __future__ import annotations

from collections.abc import Iterator

from commands.explain.arguments import inside
from commands.explain.sentences.listed import listed
from commands.explain.values.fields import split_fields
from commands.explain.values.misfit import Misfit
from commands.explain.values.mounts import Mount, read_mount, read_volume
from commands.explain.values.numbers import read_bytes, size_in_words

_NO_LONGER = "The word {word} was for older versions of Docker Desktop and does nothing now."
_LATER = {
    "shared": "What is mounted below it later, on either side, appears on the other side too.",
    "slave": "What the host mounts below it later appears in the container too.",
    "private": "What is mounted below it later, on either side, stays on that side.",
}
"""How mounts spread, without the r that stands for all that lies below."""
_OPTIONS = {
    "z": "On a system with SELinux, all containers get the right to it.",
    "Z": "On a system with SELinux, this container alone gets the right to it.",
    "nocopy": "What the image has there is not copied into it.",
    "U": "All in it is given to the container's user.",
    **{way: told for name, told in _LATER.items() for way in (name, f"r{name}")},
    **{word: _NO_LONGER.replace("{word}", word) for word in ("cached", "delegated", "consistent")},
}
_RECURSIVE = {
    "disabled": "What the host has mounted below it is left out.",
    "writable": "What the host has mounted below it can still be written to.",
    "readonly": "What the host has mounted below it can only be read, too.",
}
_FIELDS = {
    "bind-propagation": "{option}",
    "bind-recursive": "{recursive}",
    "bind-nonrecursive": _RECURSIVE["disabled"],
    "consistency": "{option}",
    "image-subpath": "Of its files, only those in {value} appear.",
    "tmpfs-mode": "Its permissions are {value}.",
    "volume-driver": "It is kept by the driver {value}.",
    "volume-label": "A new volume gets the label {value}.",
    "volume-nocopy": _OPTIONS["nocopy"],
    "volume-opt": "The driver gets {value} with a new volume.",
    "volume-subpath": "Of its files, only those in {value} appear.",
}
_TMPFS = {
    "exec": "Programs in it may be started.",
    "noexec": "Programs in it can't be started.",
    "mode": "Its permissions are {value}.",
    "uid": "Its owner is the user {value}.",
    "gid": "Its group is {value}.",
}


def volume(value: str) -> str:
    """Tells one `-v`."""
    mount = read_volume(value)
    given = value.rpartition(":")[2].split(",") if mount.target != value.rpartition(":")[2] else ()
    return " ".join([mounted(mount), *(_OPTIONS[option] for option in given if option in _OPTIONS)])


def tmpfs(value: str) -> str:
    """Tells one `--tmpfs`."""
    path, _, options = value.partition(":")
    given = dict(option.partition("=")[::2] for option in options.split(","))
    told = _in_memory(path, given.get("size", ""), readonly="ro" in given)
    return " ".join([told, *(_TMPFS[name].replace("{value}", given[name]) for name in given if name in _TMPFS)])


def mount(value: str) -> str:
    """Tells one `--mount`."""
    mount = read_mount(value)
    fields = _fields(value)
    if mount.type == "tmpfs":
        told = _in_memory(mount.target, " ".join(fields.get("tmpfs-size", ())), readonly=mount.readonly)
    else:
        told = mounted(mount)
    return " ".join(filter(None, [told, *_further(fields)]))


def _fields(value: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for field in split_fields(value):
        name, equals, text = field.partition("=")
        fields.setdefault(name.lower(), []).append(text if equals else "true")
    return fields


def _further(fields: dict[str, list[str]]) -> Iterator[str]:
    for name, values in fields.items():
        if values[-1] not in {"false", "0", "enabled"}:
            told = _FIELDS.get(name, "").replace("{option}", _OPTIONS.get(values[-1], ""))
            yield told.replace("{recursive}", _RECURSIVE.get(values[-1], "")).replace("{value}", listed(values))


def _in_memory(path: str, size: str, *, readonly: bool) -> str:
    room = f", with room for {_size(size)}," if size else ""
    rights = "; the container can only read it" if readonly else ""
    return f"{path} in the container lies in memory{room} and is gone with the container{rights}."


def _size(text: str) -> str:
    try:
        return size_in_words(read_bytes(text))
    except Misfit:
        return text  # the kernel takes a share of the memory too, such as 10%


def mounted(mount: Mount) -> str:
    """Tells what appears where."""
    match mount.type:
        case "volume" if not mount.source:
            return f"{mount.target} in the container lies in a new volume without a name."
        case "volume":
            kept = "which the container can only read" if mount.readonly else "which stays when the container goes"
            return f"{_volume(mount.source)} appears in the container as {mount.target}, {kept}."
        case "bind" if mount.source.endswith("/docker.sock"):
            return (
                f"The engine's own socket appears as {mount.target}: programs in the container can command the engine."
            )
        case "bind":
            ways = "the container can only read it" if mount.readonly else "changes go both ways"
            return f"{_folder(mount.source)} appears inside the container as {mount.target}; {ways}."
        case "image":
            return f"The files of the image {mount.source} appear in the container as {mount.target}, to be read."
        case "npipe":
            return f"The named pipe {mount.source} of Windows appears in the container as {mount.target}."
        case "cluster":
            return f"The swarm's volume {mount.source} appears in the container as {mount.target}."
        case kind:
            return f"Something of the type {kind} appears in the container as {mount.target}."


def _volume(source: str) -> str:
    return f"What {source} stands for" if source.startswith(("$", "`", "<")) else f"The volume {source}"


def _folder(source: str) -> str:
    told = inside(source)
    if source in {"{cwd}", "{home}", "{cwd}/.."}:
        return told[0].upper() + told[1:]
    return told if source.startswith("{") else f"{told} of your machine"


def volumes_from(value: str) -> str:
    """Tells one `--volumes-from`."""
    name, _, mode = value.partition(":")
    rights = ", to be read only" if mode == "ro" else ""
    return f"The volumes of the container {name} appear here too, in the same places{rights}."
