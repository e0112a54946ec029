"""Reads one line of input; every fault is one sentence on what to send instead.

A command or a form may bring files, by the names of the options or the fields that take them:
`"files": {"file": {"name": "Dockerfile", "base64": "RlJPTSBhbHBpbmUK"}}`. A group with several places names the one
where something was typed as `place`; its main one goes by the group's own name unless a line says otherwise.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LONGEST = 1 << 20
"""Bytes of a line; no command or form comes near it."""

_LONGEST_NAME = 100
"""Characters of a group's, a person's or a form's name: what the store keeps whole."""

_FILES = "“files” must be an object that has a “name” and its content as “base64” for each file."

_KINDS = {"command": "text", "press": "choice", "submit": "form"}
"""What each type of line brings besides its group and user."""


class NotUnderstood(Exception):
    """The line can't be read; `to` is the id it gave itself, if that much could be read."""

    def __init__(self, sentence: str, to: str | None = None) -> None:
        super().__init__(sentence)
        self.to = to


@dataclass(frozen=True, slots=True)
class Incoming:
    """A line typed, a choice pressed (both are `line`) or a form submitted (`form` with its `fields`).

    `files` holds the name and the content of each file that came with it.
    """

    id: str
    group: str
    place: str
    user: str
    name: str
    captain: bool
    line: str = ""
    form: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)


def decode(line: bytes) -> Incoming:
    """Reads a line; raises NotUnderstood."""
    if len(line) > LONGEST:
        raise NotUnderstood(f"The line is too long: keep it within {LONGEST} bytes.")
    read = _object(line)
    identity = read.get("id")
    if not isinstance(identity, str):
        raise NotUnderstood("Give every line an “id”, a string of your choice: answers carry it as “to”.")
    try:
        return _incoming(identity, read)
    except NotUnderstood as fault:
        raise NotUnderstood(str(fault), identity) from None


def _object(line: bytes) -> Mapping[str, Any]:
    try:
        read = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise NotUnderstood("Send one JSON object a line, in UTF-8.")
    return read


def _incoming(identity: str, read: Mapping[str, Any]) -> Incoming:
    kind = read.get("type")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise NotUnderstood(f"“type” must be one of {', '.join(_KINDS)}.")
    group, user = _name(read, "group"), _name(read, "user")
    place = _name(read, "place") if "place" in read else group
    name, captain = _string(read, "name", default=""), _captain(read)
    if kind == "submit":
        form, fields = _name(read, "form"), _fields(read)
        return Incoming(identity, group, place, user, name, captain, form=form, fields=fields, files=_files(read))
    line = _string(read, _KINDS[kind])
    return Incoming(identity, group, place, user, name, captain, line=line, files=_files(read))


def _string(read: Mapping[str, Any], key: str, default: str | None = None) -> str:
    """Returns a text freed of what no database takes; raises NotUnderstood."""
    text = read.get(key, default)
    if not isinstance(text, str):
        raise NotUnderstood(f"“{key}” must be a string.")
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _name(read: Mapping[str, Any], key: str) -> str:
    """Returns a name that tells its bearer from all others: it is taken whole or not at all."""
    name = read.get(key)
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
        raise NotUnderstood(f"“{key}” must be a string of 1 to {_LONGEST_NAME} printable characters.")
    return name


def _captain(read: Mapping[str, Any]) -> bool:
    captain = read.get("captain", False)
    if not isinstance(captain, bool):
        raise NotUnderstood("“captain” must be true or false.")
    return captain


def _fields(read: Mapping[str, Any]) -> Mapping[str, str]:
    fields = read.get("fields")
    if not isinstance(fields, dict):
        raise NotUnderstood("“fields” must be an object of strings, by the names that the form gave them.")
    return {name: _string(fields, name) for name in fields}


def _files(read: Mapping[str, Any]) -> Mapping[str, tuple[str, bytes]]:
    files = read.get("files", {})
    if not isinstance(files, dict):
        raise NotUnderstood(_FILES)
    return {name: _file(file) for name, file in files.items()}


def _file(file: Any) -> tuple[str, bytes]:
    if not isinstance(file, dict) or not isinstance(file.get("base64"), str):
        raise NotUnderstood(_FILES)
    try:
        return _name(file, "name"), b64decode(file["base64"], validate=True)
    except ValueError:
        raise NotUnderstood(_FILES) from None
