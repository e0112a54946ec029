"""`docker ps`: the group's containers, in docker's columns.

PORTS has what an image declares, as docker shows a port that is not published: here none ever is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from commands.docker.filters import Test, fits_name, given_filters, has_label, kept, one_of
from commands.docker.formats import Listing, Row, listed, or_nothing
from commands.docker.line import Line
from commands.explain.values.numbers import read_integer
from commands.reply import Reply
from commands.request import Request
from commands.services import Services
from commands.sizes import age, size
from commands.text import Code, Text, say, shorten
from sandbox.containers.values import ContainerSummary
from sandbox.errors import NotFound

PS = Listing(
    headings={
        "ID": "CONTAINER ID",
        "Image": "IMAGE",
        "Command": "COMMAND",
        "CreatedAt": "CREATED AT",
        "RunningFor": "CREATED",
        "Status": "STATUS",
        "State": "STATE",
        "Ports": "PORTS",
        "Names": "NAMES",
        "Size": "SIZE",
        "Labels": "LABELS",
        "Mounts": "MOUNTS",
        "LocalVolumes": "LOCAL VOLUMES",
        "Networks": "NETWORKS",
    },
    shown=("ID", "Image", "Command", "RunningFor", "Status", "Ports", "Names"),
)
STATES = ("created", "restarting", "running", "removing", "paused", "exited", "dead")
_COMMAND = 20
_MOUNT = 15
"""Characters that docker shows of a command and of a mount's name, unless told `--no-trunc`."""


async def ps(line: Line, request: Request, services: Services) -> Reply:
    everything = (
        any(line.is_on(name) for name in ("all", "latest")) or _last(line) > 0 or "status" in given_filters(line)
    )
    measured = line.is_on("size") or ".Size" in (line.value("format") or "")
    found = await services.sandbox.containers.list(str(request.group.id), all=True, size=measured)
    _check_states(line)
    wanted = [each for each in kept(found, line, _tests(found)) if everything or each.state in {"running", "paused"}]
    wanted = wanted[: 1 if line.is_on("latest") else _last(line) or None]
    rows = [_row(each, services.now(), whole=line.is_on("no-trunc")) for each in wanted]
    shown = listed(PS, rows, line, more=("Size",) if line.is_on("size") else ())
    return or_nothing(shown, _nothing(len(found), everything=everything))


def _nothing(there: int, *, everything: bool) -> Text:
    if there and not everything:
        return say(
            "None of your group's containers runs now. {all} shows those that have ended.", all=Code("/docker ps -a")
        )
    if there:
        return say("None of your group's containers is like that.")
    return say("Your group has no container. Start one: {run}", run=Code("/docker run alpine echo hello"))


def _last(line: Line) -> int:
    typed = line.value("last")
    return max(read_integer(typed), 0) if typed else 0


def _row(found: ContainerSummary, now: datetime, *, whole: bool) -> Row:
    command = found.command if whole else shorten(found.command, _COMMAND)
    names = [each.name or each.target for each in found.mounts]
    return {
        "ID": found.id if whole else found.id[:12],
        "Image": found.image,
        "Command": json.dumps(command, ensure_ascii=False),
        "CreatedAt": f"{found.created:%Y-%m-%d %H:%M:%S %z} UTC" if found.created else "N/A",
        "RunningFor": age(found.created, now),
        "Status": found.status,
        "State": found.state,
        "Ports": ", ".join(found.ports),
        "Names": found.name,
        "Size": "0B" if found.size is None else size(found.size),
        "Labels": ",".join(f"{key}={value}" for key, value in sorted(found.labels.items())),
        "Mounts": ",".join(names if whole else (shorten(each, _MOUNT) for each in names)),
        "LocalVolumes": str(sum(bool(each.name) for each in found.mounts)),
        "Networks": "none",
        "Label": lambda key: found.labels.get(key, ""),
    }


def _tests(every: Sequence[ContainerSummary]) -> Mapping[str, Test[ContainerSummary]]:
    """Returns docker's filters; `before` and `since` look for the container that they name."""
    return {
        "id": lambda found, value: found.id.startswith(value),
        "name": lambda found, value: fits_name(found.name, value),
        "label": lambda found, value: has_label(found.labels, value),
        "status": lambda found, value: found.state == value,
        "exited": lambda found, value: found.state == "exited" and f"({value})" in found.status,
        "ancestor": _is_of,
        "volume": lambda found, value: any(value in {each.name, each.target} for each in found.mounts),
        "network": lambda _, value: value == "none",
        "before": lambda found, value: _place(every, found.id) > _place(every, value),
        "since": lambda found, value: _place(every, found.id) < _place(every, value),
    }


def _place(every: Sequence[ContainerSummary], named: str) -> int:
    """Returns where a container stands among all, newest first."""
    for place, each in enumerate(every):
        if each.name == named.removeprefix("/") or (named and each.id.startswith(named)):
            return place
    raise NotFound(f"No such container: {shorten(named, 60)}")


def _is_of(found: ContainerSummary, value: str) -> bool:
    start = value.removeprefix("sha256:")
    by_id = bool(start) and found.image_id.removeprefix("sha256:").startswith(start)
    return by_id or _tagged(value) == _tagged(found.image)


def _tagged(image: str) -> str:
    return image if ":" in image.rpartition("/")[2] or "@" in image else f"{image}:latest"


def _check_states(line: Line) -> None:
    for value in given_filters(line).get("status", ()):
        if value not in STATES:
            raise one_of(value, STATES, "state")
