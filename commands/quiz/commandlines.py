"""Comparing docker commands by what they say, not by how they are written.

Flags may stand in any order and in any spelling, commands under any of their names, and what docker fills in by
itself may be written out: `docker container run --name=a -i -t alpine:latest` is `docker run -it --name a alpine`.
So may a name for the container be that nobody asked for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from commands.explain.commandline import explain
from commands.explain.model import GivenFlag, Reading
from commands.explain.values.mounts import one_spelling_of_mount, one_spelling_of_volume
from content.docker_cli import Command, load_grammar
from sandbox.errors import SandboxError
from sandbox.references import parse_reference

_PORT = re.compile(r"^(?:0\.0\.0\.0:)?(?P<ports>[^/]*?)(?:/tcp)?$")
_FOR_IMAGES = frozenset({"IMAGE", "SOURCE_IMAGE", "TARGET_IMAGE"})
_NAMES_A_CONTAINER = frozenset({"container run", "container create"})


def same(key: str, typed: str) -> bool:
    """Says whether two lines hold one docker command each, and mean the same.

    Where the key gives the container no name, the typed line may.
    """
    first, second = _reading(key), _reading(typed)
    if first is None or second is None:
        return False
    if first.canonical in _NAMES_A_CONTAINER and not any(given.name == "name" for given in first.flags):
        second = second._replace(flags=tuple(given for given in second.flags if given.name != "name"))
    return _meaning(first) == _meaning(second)


def has(line: str, fragment: str) -> bool:
    """Says whether a docker command has these flags, or these words one after the other: `-p 80:8080`, `nginx -d`.

    A flag that takes a value and is named without one is there whatever its value: `--name`.
    """
    reading = _reading(line)
    if reading is None:
        return False
    if not fragment.startswith("-"):
        return f" {fragment} " in f" {' '.join(line.split())} "
    command = load_grammar().command(reading.canonical)
    named = command.flags.get(fragment.removeprefix("--")) or command.shorts.get(fragment.removeprefix("-"))
    if named and not named.is_switch:
        return any(_flag(command, given)[0] == (named.same_as or named.name) for given in reading.flags)
    wanted = _reading(f"docker {reading.canonical} {fragment}")
    return wanted is not None and _flags(wanted) <= _flags(reading)


def _reading(line: str) -> Reading | None:
    readings = explain(line).lines
    return readings[0] if len(readings) == 1 else None


def _meaning(reading: Reading) -> tuple[object, ...]:
    command = load_grammar().command(reading.canonical)
    refused = reading.error.kind if reading.error else None
    return command.name, refused, _flags(reading), _arguments(command, reading), tuple(reading.globals)


def _flags(reading: Reading) -> Counter[tuple[str, str]]:
    """Returns the flags that change something, by their one name; of a flag that counts once, the last."""
    command = load_grammar().command(reading.canonical)
    last: dict[tuple[str, str], tuple[str, str]] = {}
    for given in reading.flags:
        name, value, repeated = _flag(command, given)
        last[(name, value if repeated else "")] = (name, value)
    return Counter(flag for flag in last.values() if not _is_default(command, *flag))


def _flag(command: Command, given: GivenFlag) -> tuple[str, str, bool]:
    flag = command.flags.get(given.name)
    name = (flag.same_as or flag.name) if flag else given.name
    return name, _SPELLING.get(name, str)(given.value), bool(flag and flag.repeated)


def _port(value: str) -> str:
    found = _PORT.match(value)
    return found["ports"] if found else value


def _signal(value: str) -> str:
    return value.upper().removeprefix("SIG")


_SPELLING: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("publish", "expose"), _port),
    **dict.fromkeys(("signal", "stop-signal"), _signal),
    "volume": one_spelling_of_volume,
    "mount": one_spelling_of_mount,
}
"""How a flag's value is written in one way."""


def _is_default(command: Command, name: str, value: str) -> bool:
    flag = command.flags.get(name)
    return bool(flag and flag.is_switch and value == (flag.default or "false"))


def _arguments(command: Command, reading: Reading) -> Sequence[str]:
    """Returns the arguments, an image by its whole name. The words of a container's own command stay as they are."""
    pulls = {"NAME": "IMAGE"} if command.name.startswith("image ") else {}
    places = (command.place(at) for at in range(len(reading.args)))
    return [_argument(pulls.get(place, place), given.value) for place, given in zip(places, reading.args, strict=True)]


def _argument(place: str, value: str) -> str:
    if place not in _FOR_IMAGES:
        return value
    try:
        return parse_reference(value).canonical
    except SandboxError:
        return value
