"""`logs`, `top`, `stats`, `diff` and `port`: looking at a container from outside."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from commands.docker.ended import tail
from commands.docker.formats import Listing, Row, listed
from commands.docker.line import Line
from commands.errors import invalid
from commands.explain.values.misfit import Misfit
from commands.explain.values.numbers import read_integer, read_seconds
from commands.reply import CodeBlock, File, Paragraph, Part, Reply, Table, reply
from commands.request import Request
from commands.services import Services
from commands.sizes import size
from commands.text import Code, say, shorten
from sandbox.containers.values import Output, Stats

FOLLOWED = 8
"""Seconds for which `logs --follow` reads on: a chat can't follow for ever."""

_UNIX = re.compile(r"\d{1,12}(\.\d+)?")

STATS = Listing(
    headings={
        "Container": "CONTAINER",
        "ID": "CONTAINER ID",
        "Name": "NAME",
        "CPUPerc": "CPU %",
        "MemUsage": "MEM USAGE / LIMIT",
        "MemPerc": "MEM %",
        "NetIO": "NET I/O",
        "BlockIO": "BLOCK I/O",
        "PIDs": "PIDS",
    },
    shown=("ID", "Name", "CPUPerc", "MemUsage", "MemPerc", "NetIO", "BlockIO", "PIDs"),
)


async def logs(line: Line, request: Request, services: Services) -> AsyncIterator[Reply]:
    """With `--follow` yields what comes for a few seconds."""
    read = await _log(line, request, services)
    if not line.is_on("follow"):
        yield Reply(_shown(read, line))
        return
    for _ in range(FOLLOWED):
        yield Reply((*_shown(read, line), Paragraph(say("Reading on …"))))
        await asyncio.sleep(1)
        read = await _log(line, request, services)
    told = say("Read on for {seconds} seconds: a chat can't follow for ever. Type it again for more.", seconds=FOLLOWED)
    yield Reply((*_shown(read, line), Paragraph(told)))


async def _log(line: Line, request: Request, services: Services) -> Output:
    now = services.now()
    return await services.sandbox.containers.logs(
        line.arguments[0],
        str(request.group.id),
        tail=_tail(line.value("tail")),
        since=_moment(line.value("since"), now),
        until=_moment(line.value("until"), now),
        timestamps=line.is_on("timestamps"),
    )


def _tail(typed: str | None) -> int | None:
    if typed is None or typed == "all":
        return None
    return max(read_integer(typed), 0)


def _moment(typed: str | None, now: datetime) -> datetime | None:
    """Reads a moment as docker does: a time ago (10m), seconds since 1970, or a date with or without a time."""
    if not typed:
        return None
    if _UNIX.fullmatch(typed):
        return datetime.fromtimestamp(min(float(typed), 32_503_680_000), UTC)
    try:
        return now - timedelta(seconds=read_seconds(typed))
    except (Misfit, OverflowError):
        pass
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        raise invalid(
            "{typed} is no time: write how long ago, such as {ago}, or a date such as {date}.",
            typed=Code(shorten(typed, 40)),
            ago=Code("10m"),
            date=Code("2026-01-31T09:00:00"),
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _shown(read: Output, line: Line) -> tuple[Part, ...]:
    name = line.arguments[0]
    if not read.text.strip():
        return (Paragraph(say("{name} has printed nothing.", name=Code(name))),)
    shown = tail(read.text)
    if not read.cut and len(read.output) <= len(shown.encode()):
        return (CodeBlock(shown),)
    told = say("Above is the end of it; the last {kept} are attached.", kept=size(len(read.output)))
    return (CodeBlock(shown), Paragraph(told), File(f"{name}.txt", read.output))


async def top(line: Line, request: Request, services: Services) -> Reply:
    if len(line.arguments) > 1:
        raise invalid("Only {form} can be asked here, without options for ps.", form=Code("top NAME"))
    found = await services.sandbox.containers.top(line.arguments[0], str(request.group.id))
    return reply(Table(found.titles, found.rows))


async def stats(line: Line, request: Request, services: Services) -> Reply:
    """One sample: docker renews its table every second."""
    group = str(request.group.id)
    names = line.arguments or (None,)
    samples = [each for name in names for each in await services.sandbox.containers.stats(group, name)]
    rows = [_row(each, whole=line.is_on("no-trunc")) for each in samples]
    parts: list[Part] = [listed(STATS, rows, line)]
    if not line.is_on("no-stream"):
        parts.append(Paragraph(say("This is one look; on your own machine docker renews it every second.")))
    return Reply(tuple(parts))


def _row(found: Stats, *, whole: bool) -> Row:
    part = 100 * found.memory / found.memory_limit if found.memory_limit else 0.0
    return {
        "Container": found.name,
        "ID": found.id if whole else found.id[:12],
        "Name": found.name,
        "CPUPerc": f"{found.cpu:.2f}%",
        "MemUsage": f"{_binary(found.memory)} / {_binary(found.memory_limit)}",
        "MemPerc": f"{part:.2f}%",
        "NetIO": "0B / 0B",
        "BlockIO": f"{size(found.read)} / {size(found.written)}",
        "PIDs": str(found.processes),
    }


def _binary(number: int) -> str:
    """Returns bytes in powers of 1024 with four digits, as docker stats does: `1.5MiB`."""
    amount, units = float(number), iter(("B", "KiB", "MiB", "GiB", "TiB"))
    unit = next(units)
    while amount >= 1024:
        amount, unit = amount / 1024, next(units)
    return f"{amount:.4g}{unit}"


async def diff(line: Line, request: Request, services: Services) -> Reply:
    name = line.arguments[0]
    changes = await services.sandbox.containers.diff(name, str(request.group.id))
    if not changes:
        return reply(say("{name} has changed no file of its image.", name=Code(name)))
    listed_ = "\n".join(f"{kind} {path}" for kind, path in changes)
    return reply(CodeBlock(listed_), say("A is added, C is changed, D is deleted."))


async def port(line: Line, request: Request, services: Services) -> Reply:
    """Docker prints the published ports; here there are none, for a container that exists."""
    await services.sandbox.containers.inspect(line.arguments[0], str(request.group.id))
    return reply(say("{name} publishes no port: containers here reach no network.", name=Code(line.arguments[0])))
