"""Reads one line of input; every fault is one sentence on what to send instead."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 1 << 20
"""Bytes of a line; no command or form comes near it."""

_KNOWN: dict[str, dict[str, type]] = {
    "command": {"group": str, "user": str, "text": str},
    "press": {"group": str, "user": str, "choice": str},
    "submit": {"group": str, "user": str, "form": str, "fields": dict},
}


class NotUnderstood(Exception):
    """The line can't be read; `to` is the id it gave itself, if that much could be read."""

    def __init__(self, sentence: str, to: str | None = None) -> None:
        super().__init__(sentence)
        self.to = to


@dataclass(frozen=True, slots=True)
class Incoming:
    """A command typed, a choice pressed (`line`) or a form submitted (`form` and its `fields`)."""

    id: str
    group: str
    user: str
    name: str
    captain: bool
    line: str | None = None
    form: str | None = None
    fields: Mapping[str, str] | None = None


def decode(line: str) -> Incoming:
    """Reads a line; raises NotUnderstood."""
    if len(line) > LONGEST:
        raise NotUnderstood(f"The line is too long: keep it under {LONGEST} bytes.")
    read = _object(line)
    identity = read.get("id")
    to = identity if isinstance(identity, str) else None
    kind = read.get("type")
    if not isinstance(kind, str) or kind not in _KNOWN:
        raise NotUnderstood(f"“type” must be one of {', '.join(_KNOWN)}.", to)
    if to is None:
        raise NotUnderstood("“id” must be a string of your choice; answers carry it as “to”.")
    for field, wanted in _KNOWN[kind].items():
        if not isinstance(read.get(field), wanted) or read[field] == "":
            what = "an object" if wanted is dict else "a string that is not empty"
            if not (field == "text" and read.get(field) == ""):
                raise NotUnderstood(f"A {kind} needs “{field}”: {what}.", to)
    return Incoming(
        id=to,
        group=read["group"][:100],
        user=read["user"][:100],
        name=_name(read, to),
        captain=_captain(read, to),
        line=read.get("text") if kind == "command" else read.get("choice"),
        form=read.get("form") if kind == "submit" else None,
        fields={str(name): str(value) for name, value in read["fields"].items()} if kind == "submit" else None,
    )


def _object(line: str) -> dict[str, Any]:
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise NotUnderstood("Send one JSON object a line.")
    return read


def _name(read: Mapping[str, Any], to: str) -> str:
    name = read.get("name", "")
    if not isinstance(name, str):
        raise NotUnderstood("“name” must be a string.", to)
    return name


def _captain(read: Mapping[str, Any], to: str) -> bool:
    captain = read.get("captain", False)
    if not isinstance(captain, bool):
        raise NotUnderstood("“captain” must be true or false.", to)
    return captain
