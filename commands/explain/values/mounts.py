"""Volumes, mounted folders and memory disks."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from commands.explain.values.fields import split_fields
from commands.explain.values.misfit import Misfit
from commands.explain.values.numbers import read_bytes

_DRIVE = re.compile(r"[^\W\d_]:")
_TRUTH = {
    **dict.fromkeys(("1", "t", "T", "true", "TRUE", "True"), True),
    **dict.fromkeys(("0", "f", "F", "false", "FALSE", "False"), False),
}
_SHORT = {"src": "source", "dst": "target", "destination": "target", "ro": "readonly"}
_ALONE = frozenset({"readonly", "volume-nocopy", "bind-nonrecursive"})
_RECURSIVE = frozenset({"enabled", "disabled", "writable", "readonly"})
_FIELDS = frozenset(
    {
        *("type", "source", "target", "readonly", "consistency", "bind-propagation", "bind-nonrecursive"),
        *("bind-recursive", "volume-subpath", "volume-nocopy", "volume-label", "volume-driver", "volume-opt"),
        *("image-subpath", "tmpfs-size", "tmpfs-mode"),
    }
)


class Mount(NamedTuple):
    """What appears in the container at `target`: `type` is bind, volume, tmpfs, image, cluster or npipe.

    A volume without a name has no source; a source below the current folder begins with `{cwd}`.
    """

    type: str
    source: str
    target: str
    readonly: bool = False


def read_volume(value: str) -> Mount:
    """Reads one `-v`: a target alone, or source:target with options behind a further colon."""
    if not value:
        raise Misfit("-v needs a folder of the container, or source:target.")
    parts = [value] if len(value) < 3 else _parts(value)
    if "" in parts:
        raise Misfit(f"“{value}” has nothing between its colons, or nothing before or after one.")
    if len(parts) > 3:
        raise Misfit(f"“{value}” has too many colons; write source:target, or source:target:ro.")
    if len(parts) == 1:
        return Mount("volume", "", value)
    readonly = False
    for option in parts[2].split(",") if len(parts) == 3 else ():
        readonly = option == "ro" or (readonly and option != "rw")
    if _is_path(parts[0]):
        return Mount("bind", _absolute(parts[0]), parts[1], readonly)
    return Mount("volume", parts[0], parts[1], readonly)


def _parts(value: str) -> list[str]:
    """Splits at colons that do not follow a drive letter."""
    parts: list[str] = []
    for part in value.split(":"):
        if parts and len(parts[-1]) == 1 and parts[-1].isalpha():
            parts[-1] += f":{part}"
        else:
            parts.append(part)
    return parts


def _is_path(source: str) -> bool:
    return source.startswith((".", "/", "~", "\\\\", "{cwd}", "{home}")) or _DRIVE.match(source) is not None


def _absolute(source: str) -> str:
    """Writes a source that begins with a dot, even `.cache`, as seen from the current folder, as docker does."""
    if not source.startswith("."):
        return source
    path = posixpath.normpath(source)
    return "{cwd}" if path == "." else f"{{cwd}}/{path}"


def one_spelling_of_volume(value: str) -> str:
    """Writes one `-v` with its source as seen from the current folder."""
    source, *rest = _parts(value)
    return ":".join([_absolute(source), *rest]) if rest else value


def one_spelling_of_mount(value: str) -> str:
    """Writes one `--mount` with the long names of its fields, in one order, and what docker fills in by itself."""
    try:
        fields = {"type": "volume", "readonly": "false", "source": "", **_fields(value)}
    except Misfit:
        return value
    fields["source"] = _absolute(fields["source"])
    return ",".join(f"{name}={text}" for name, text in sorted(fields.items()))


def read_tmpfs(value: str) -> Mount:
    """Reads one `--tmpfs`: a folder, with options behind a colon."""
    path, _, options = value.partition(":")
    return Mount("tmpfs", "", path, "ro" in options.split(","))


def read_mount(value: str) -> Mount:
    """Reads one `--mount`: fields between commas, in any order."""
    fields = _fields(value)
    kind = fields.get("type", "volume").lower()
    readonly = _truth("readonly", fields.get("readonly", "false"))
    _check_fields(fields, kind)
    if not kind:
        raise Misfit("The type of the mount is empty; it is bind, volume or tmpfs.")
    if not fields.get("target"):
        raise Misfit("The mount has no target; add target= with a folder of the container.")
    if fields.get("bind-recursive") == "readonly" and not (readonly and fields.get("bind-propagation") == "rprivate"):
        raise Misfit("bind-recursive=readonly goes only with readonly and bind-propagation=rprivate.")
    if fields.get("bind-recursive") == "writable" and not readonly:
        raise Misfit("bind-recursive=writable goes only with readonly.")
    return Mount(kind, _absolute(fields.get("source", "")), fields["target"], readonly)


def _fields(value: str) -> dict[str, str]:
    row = split_fields(value)
    if not row:
        raise Misfit("A mount needs fields, such as type=bind,source=/data,target=/data.")
    fields: dict[str, str] = {}
    for field in row:
        written, equals, text = field.partition("=")
        name = _SHORT.get(written.lower(), written.lower())
        if not equals and name not in _ALONE:
            raise Misfit(f"“{field}” has to be of the form name=value.")
        if name not in _FIELDS:
            raise Misfit(f"A mount has no field “{written}”.")
        fields[name] = text if equals else "true"
    return fields


def _check_fields(fields: dict[str, str], kind: str) -> None:
    for name in ("volume-nocopy", "bind-nonrecursive"):
        _truth(name, fields.get(name, "false"))
    if fields.get("bind-recursive", "enabled") not in _RECURSIVE:
        raise Misfit("bind-recursive is enabled, disabled, writable or readonly.")
    if "tmpfs-size" in fields:
        read_bytes(fields["tmpfs-size"])
    if not re.fullmatch("[0-7]{1,10}", fields.get("tmpfs-mode", "0")):
        raise Misfit("tmpfs-mode is an octal number, such as 1770.")
    for name, text in fields.items():
        whose, dash, _ = name.partition("-")
        if dash and whose != kind and (name, text) != ("bind-recursive", "enabled"):
            raise Misfit(f"{name} goes only with type={whose}, not with type={kind}.")


def _truth(name: str, text: str) -> bool:
    if text not in _TRUTH:
        raise Misfit(f"“{text}” does not fit {name}: it is true or false.")
    return _TRUTH[text]
