"""`docker system df`, `version` and `info`: how much the group uses, and on what kind of engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from commands.docker.formats import Listing, Row, filled, listed
from commands.docker.line import Line
from commands.errors import unavailable
from commands.reply import CodeBlock, Facts, Paragraph, Reply, reply
from commands.request import Request
from commands.services import Services
from commands.sizes import size
from commands.text import Text, say
from sandbox.containers.values import UsageRow
from sandbox.values import HostStatus

DF = Listing(
    headings={
        "Type": "TYPE",
        "TotalCount": "TOTAL",
        "Active": "ACTIVE",
        "Size": "SIZE",
        "Reclaimable": "RECLAIMABLE",
    },
    shown=("Type", "TotalCount", "Active", "Size", "Reclaimable"),
    name="Type",
)


async def df(line: Line, request: Request, services: Services) -> Reply:
    rows = [_row(each) for each in await services.sandbox.usage(str(request.group.id))]
    return reply(listed(DF, rows, line), say("This is what your group uses; other groups have their own."))


def _row(found: UsageRow) -> Row:
    part = f" ({100 * found.reclaimable // found.size}%)" if found.size else ""
    return {
        "Type": found.kind,
        "TotalCount": str(found.total),
        "Active": str(found.active),
        "Size": size(found.size),
        "Reclaimable": f"{size(found.reclaimable)}{part}",
    }


async def version(line: Line, request: Request, services: Services) -> Reply:  # noqa: ARG001
    engine = await _engine(services)
    told = {"Server": {"Version": engine.engine_version, "Os": _os(engine), "Arch": _architecture(engine)}}
    if (form := line.value("format")) is not None:
        return reply(_formatted(form, told))
    facts: tuple[tuple[str, Text], ...] = (
        ("Server", say("Docker Engine {version}", version=engine.engine_version)),
        ("OS/Arch", say("{platform}", platform=engine.platform)),
    )
    return reply(Facts(facts), say("There is no client here: your line is read in the chat and asked of the engine."))


async def info(line: Line, request: Request, services: Services) -> Reply:
    engine, group = await _engine(services), str(request.group.id)
    containers = await services.sandbox.containers.list(group, all=True)
    images = await services.sandbox.images(group)
    states = [each.state for each in containers]
    told = {
        "Containers": len(containers),
        "ContainersRunning": states.count("running"),
        "ContainersPaused": states.count("paused"),
        "ContainersStopped": len(states) - states.count("running") - states.count("paused"),
        "Images": len({each.image_id for each in images}),
        "ServerVersion": engine.engine_version,
        "OSType": _os(engine),
        "Architecture": _architecture(engine),
    }
    if (form := line.value("format")) is not None:
        return reply(_formatted(form, told))
    names = {"ContainersRunning": "Running", "ContainersPaused": "Paused", "ContainersStopped": "Stopped"}
    facts = tuple((names.get(name, name), say("{value}", value=str(value))) for name, value in told.items())
    return Reply((Facts(facts), Paragraph(say("Containers and images are those of your group."))))


async def _engine(services: Services) -> HostStatus:
    """Returns the first engine that answers; which of several it is, is nobody's business in a chat."""
    for host in await services.sandbox.status():
        if not host.trouble:
            return host
    raise unavailable("The sandbox doesn't answer just now. Everything else works; try again in a minute.")


def _formatted(form: str, told: Mapping[str, Any]) -> CodeBlock:
    if form == "json":
        return CodeBlock(json.dumps(told, ensure_ascii=False), "json")
    return CodeBlock(filled(form, told))


def _os(engine: HostStatus) -> str:
    return engine.platform.partition("/")[0]


def _architecture(engine: HostStatus) -> str:
    return engine.platform.partition("/")[2]
