"""Takes away what a lab has left on the sandbox: containers first, since volumes and images may be in use by them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from commands.labs.looking import names_of, owned
from commands.request import Request
from commands.services import Services
from content.goals import Kind, Thing
from content.labs import Lab
from sandbox.errors import Conflict, NotFound

_ORDER = (Kind.CONTAINER, Kind.VOLUME, Kind.IMAGE)


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was removed, and the sentences on what has to stay."""

    removed: tuple[Thing, ...]
    staying: tuple[str, ...]


async def clear(request: Request, services: Services, lab: Lab) -> Cleared:
    """Removes the lab's things, by either of their names. Raises SandboxError where the sandbox is away."""
    removed: list[Thing] = []
    staying: list[str] = []
    own = (await owned(request, services)).named
    for thing in _in_order(lab, request):
        if thing.kind is Kind.IMAGE or thing.name in own[thing.kind]:
            try:
                await _remove(thing, str(request.group.id), services)
                removed.append(thing)
            except NotFound:
                continue
            except Conflict as trouble:
                staying.append(str(trouble))
    return Cleared(tuple(removed), tuple(staying))


def _in_order(lab: Lab, request: Request) -> Iterator[Thing]:
    for kind in _ORDER:
        for thing in lab.things:
            if thing.kind is kind:
                yield from (Thing(kind, name) for name in names_of(thing, request.learner))


async def _remove(thing: Thing, group: str, services: Services) -> None:
    match thing.kind:
        case Kind.CONTAINER:
            await services.sandbox.containers.remove(thing.name, group, force=True, volumes=True)
        case Kind.VOLUME:
            await services.sandbox.volumes.remove(thing.name, group)
        case Kind.IMAGE:
            await services.sandbox.remove_image(thing.name, group)
