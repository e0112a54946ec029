"""`docker volume`: the group's volumes."""

from __future__ import annotations

from collections.abc import Mapping

from commands.docker.filters import Test, fits_name, has_label, kept
from commands.docker.formats import Listing, Row, listed, or_nothing
from commands.docker.lifecycle import each_of
from commands.docker.line import Line
from commands.docker.orders import labels
from commands.errors import invalid
from commands.jobs import asker
from commands.reply import CodeBlock, Reply, reply
from commands.request import Request
from commands.services import Services
from commands.sizes import size
from commands.text import Code, say
from sandbox.containers.values import VolumeSummary

VOLUMES = Listing(
    headings={
        "Driver": "DRIVER",
        "Name": "VOLUME NAME",
        "Labels": "LABELS",
        "Scope": "SCOPE",
        "Links": "LINKS",
        "Size": "SIZE",
    },
    shown=("Driver", "Name"),
    name="Name",
)


async def create(line: Line, request: Request, services: Services) -> Reply:
    old, name = line.value("name"), next(iter(line.arguments), None)
    if old and name and old != name:
        raise invalid("The volume is named twice: leave {flag} out.", flag=Code("--name"))
    made = await services.sandbox.volumes.create(name or old, asker(request), labels=labels(line))
    mount = Code(f"-v {made.name}:/data")
    return reply(CodeBlock(made.name), say("A run with {mount} has it as its folder /data.", mount=mount))


async def ls(line: Line, request: Request, services: Services) -> Reply:
    form = line.value("format") or ""
    every = await services.sandbox.volumes.list(str(request.group.id), size=".Size" in form or form == "json")
    wanted = kept(every, line, _TESTS)
    make = Code("/docker volume create data")
    nothing = say("Your group has no such volume. Make one: {make}", make=make)
    return or_nothing(listed(VOLUMES, [_row(each) for each in wanted], line), nothing)


async def remove(line: Line, request: Request, services: Services) -> Reply:
    group, force = str(request.group.id), line.is_on("force")
    return await each_of(line.arguments, lambda name: services.sandbox.volumes.remove(name, group, force=force), line)


def _row(found: VolumeSummary) -> Row:
    return {
        "Driver": "local",
        "Name": found.name,
        "Labels": ",".join(f"{key}={value}" for key, value in sorted(found.labels.items())),
        "Scope": "local",
        "Links": str(found.containers),
        "Size": "N/A" if found.size is None else size(found.size),
        "Label": lambda key: found.labels.get(key, ""),
    }


_TESTS: Mapping[str, Test[VolumeSummary]] = {
    "name": lambda found, value: fits_name(found.name, value),
    "label": lambda found, value: has_label(found.labels, value),
    "driver": lambda _, value: value == "local",
    "dangling": lambda found, value: (found.containers == 0) is (value in {"true", "1"}),
}
