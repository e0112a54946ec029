"""The command `/docker LINE`: reads the line, refuses what can't be had, carries the rest out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated

from commands.attachment import Attachment
from commands.docker.building import parted
from commands.docker.completion import complete
from commands.docker.line import Line, objection, read_line
from commands.docker.notes import WITHOUT_EFFECT
from commands.docker.offers import OFFERS
from commands.docker.orders import HARMLESS
from commands.docker.refusals import check_flags
from commands.docker.shell import expands, explained, is_more_than_docker
from commands.docker.unoffered import not_offered
from commands.docker.usage import asks_for_help, overview, usage
from commands.errors import invalid
from commands.explain.values.misfit import Misfit
from commands.registry import Option, command
from commands.reply import Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.text import Code


@command("docker", "Runs a docker command on your group's sandbox", audience=Audience.EVERYONE, root="docker")
async def docker(
    request: Request,
    services: Services,
    *,
    line: Annotated[str, Option("What stands after docker", "pull alpine:latest", rest=True, complete=complete)],
    file: Annotated[Attachment | None, Option("A Dockerfile to build", "Dockerfile", positional=False)] = None,
) -> AsyncIterator[Reply]:
    read = with_dockerfile(line, file)
    if is_more_than_docker(read):
        yield explained(read, offered=read.command in OFFERS)
        return
    if asks_for_help(read):
        offer = OFFERS.get(read.command)
        yield overview(read, OFFERS) if offer is None else usage(read.command, offer.flags - HARMLESS)
        return
    check(read)
    if expands(read):
        yield explained(read, offered=False)
        return
    try:
        async for version in _carried_out(read, request, services):
            yield version
    except Misfit as misfit:
        raise invalid("{fault}", fault=str(misfit)) from None


async def _carried_out(line: Line, request: Request, services: Services) -> AsyncIterator[Reply]:
    result = OFFERS[line.command].carry_out(line, request, services)
    if isinstance(result, AsyncIterator):
        async for version in result:
            yield version
    else:
        yield await result


def with_dockerfile(typed: str, file: Attachment | None) -> Line:
    """Reads a line; only a build has anything below it, or comes with a file."""
    first, below = parted(typed)
    read = read_line(first)
    if read.command == "image build":
        return replace(read, below=file.text if file else below)
    if file is not None:
        raise invalid("Only {build} takes a file.", build=Code("docker build"))
    return read if first == typed else read_line(typed)


def check(line: Line) -> None:
    """Raises CommandError for a line that docker would refuse, or that asks for what the sandbox doesn't give."""
    unknown = line.reading.error is not None and line.reading.error.kind == "unknown_command"
    if line.command not in OFFERS and not unknown:
        raise not_offered(line)
    if (fault := objection(line)) is not None:
        raise fault
    check_flags(line, OFFERS[line.command].flags | WITHOUT_EFFECT)
