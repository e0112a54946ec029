"""`docker inspect`: what the sandbox tells of containers, images and volumes, whole or through a template."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from commands.docker.filters import one_of
from commands.docker.formats import filled
from commands.docker.line import Line
from commands.reply import CodeBlock, Outcome, Paragraph, Part, Reply
from commands.request import Request
from commands.services import Services
from commands.text import say
from sandbox.errors import NotFound, SandboxError

Look = Callable[[str], Awaitable[Mapping[str, Any]]]
_TYPES = ("container", "image", "volume")


async def inspect(line: Line, request: Request, services: Services) -> Reply:
    """Looks among containers first, then images, then volumes, as docker does."""
    wanted = line.value("type") or ""
    if wanted and wanted not in _TYPES:
        raise one_of(wanted, _TYPES, "type here")
    looks = _looks(request, services)
    return await _inspected(line, [looks[each] for each in _TYPES if wanted in {"", each}])


async def container(line: Line, request: Request, services: Services) -> Reply:
    return await _inspected(line, [_looks(request, services)["container"]])


async def image(line: Line, request: Request, services: Services) -> Reply:
    return await _inspected(line, [_looks(request, services)["image"]])


async def volume(line: Line, request: Request, services: Services) -> Reply:
    return await _inspected(line, [_looks(request, services)["volume"]])


def _looks(request: Request, services: Services) -> dict[str, Look]:
    group, sandbox = str(request.group.id), services.sandbox
    return {
        "container": lambda name: sandbox.containers.inspect(name, group),
        "image": lambda name: sandbox.inspect_image(name, group),
        "volume": lambda name: sandbox.volumes.inspect(name, group),
    }


async def _inspected(line: Line, looks: list[Look]) -> Reply:
    found: list[Mapping[str, Any]] = []
    troubles: list[SandboxError] = []
    for name in line.arguments:
        try:
            found.append(await _first(name, looks))
        except NotFound as trouble:
            troubles.append(trouble)
    if troubles and not found:
        raise troubles[0]
    parts: list[Part] = [_printed(line, found), *(Paragraph(say("{trouble}", trouble=str(each))) for each in troubles)]
    return Reply(tuple(parts), Outcome.NOT_FOUND if troubles else Outcome.OK)


async def _first(name: str, looks: list[Look]) -> Mapping[str, Any]:
    for look in looks[:-1]:
        try:
            return await look(name)
        except NotFound:
            continue
    try:
        return await looks[-1](name)
    except NotFound:
        if len(looks) == 1:
            raise
        raise NotFound(f"No such object: {name}") from None


def _printed(line: Line, found: list[Mapping[str, Any]]) -> CodeBlock:
    form = (line.value("format") or "").replace("\\t", "\t").replace("\\n", "\n")
    if not form:
        return CodeBlock(json.dumps(found, indent=4, ensure_ascii=False), "json")
    if form == "json":
        return CodeBlock("\n".join(filled("{{json .}}", each) for each in found), "json")
    return CodeBlock("\n".join(filled(form, each) for each in found))
