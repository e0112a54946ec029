"""What could be typed next after `/docker`: commands, their flags, and the group's own things."""

from __future__ import annotations

from collections.abc import Iterable

from commands.docker.line import read_line
from commands.docker.offers import OFFERS
from commands.docker.usage import short_name
from commands.explain import Reading
from commands.request import Request
from commands.services import Services
from content.docker_cli import load_grammar
from sandbox.errors import SandboxError


async def complete(request: Request, services: Services, typed: str) -> list[str]:
    """Suggests whole lines: what is typed, with its last word completed."""
    before, space, word = typed.rpartition(" ")
    found = await _words(request, services, before, word)
    return [f"{before}{space}{each}" for each in found if each.startswith(word) and each != word]


async def _words(request: Request, services: Services, before: str, word: str) -> Iterable[str]:
    if not before.strip():
        return [f"{short_name(name)} " for name in OFFERS]
    reading = read_line(before).reading
    if reading.error is not None:
        return []
    if reading.canonical not in OFFERS:
        longer = (name.removeprefix(f"{reading.path} ") for name in OFFERS if name.startswith(f"{reading.path} "))
        return [f"{each} " for each in longer if reading.path]
    if word.startswith("-"):
        return [f"--{flag}" for flag in sorted(OFFERS[reading.canonical].flags)]
    try:
        return await _things(_place(reading), str(request.group.id), services)
    except SandboxError:
        return []


def _place(reading: Reading) -> str:
    """Returns docker's word for what comes next: `IMAGE`, `CONTAINER`, `VOLUME` or something else."""
    place = load_grammar().command(reading.canonical).place(len(reading.args))
    return "IMAGE" if place and reading.canonical in {"image pull", "image ls"} else place


async def _things(place: str, group: str, services: Services) -> list[str]:
    found: list[str] = []
    if place in {"CONTAINER", "NAME"}:
        found += [each.name for each in await services.sandbox.containers.list(group, all=True)]
    if place in {"IMAGE", "SOURCE_IMAGE", "NAME"}:
        found += [each.reference.familiar for each in await services.sandbox.images(group)]
    if place in {"VOLUME", "NAME"}:
        found += [each.name for each in await services.sandbox.volumes.list(group)]
    return found
