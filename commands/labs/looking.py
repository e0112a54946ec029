"""A look at what a learner has made on the sandbox, as far as a lab asks for it.

Several of a group may do a lab at a time: who puts their name behind a thing's (`web-ana`, `app-ana:v1`) has it taken
for theirs. Containers and volumes count only where the learner made them; images belong to the group.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from commands.request import Learner, Request
from commands.services import Services
from content.goals import Found, Goal, Kind, Other, Seen, Thing
from sandbox.errors import NotFound

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]")
_LONGEST_ENDING = 12
_LOG_LINES = 200


@dataclass(frozen=True, slots=True)
class Look:
    """What was `seen`, and the names of containers and volumes that are `taken` by others of the group."""

    seen: Seen
    taken: frozenset[str]


def ending(learner: Learner) -> str:
    """Returns what a learner may put behind names: their own name as far as docker takes it."""
    return f"-{_NOT_IN_NAMES.sub('', learner.name.lower())[:_LONGEST_ENDING] or learner.id}"


def names_of(thing: Thing, learner: Learner) -> tuple[str, str]:
    """Returns how a thing may be called: with the learner's ending, which comes first, and without."""
    name, colon, tag = thing.name, "", ""
    if thing.kind is Kind.IMAGE and ":" in name.rpartition("/")[2]:
        name, colon, tag = name.rpartition(":")
    return f"{name}{ending(learner)}{colon}{tag}", thing.name


async def look(request: Request, services: Services, goals: Collection[Goal]) -> Look:
    """Looks at everything that the goals name. Raises SandboxError where nobody can look."""
    things = frozenset(thing for goal in goals for thing in goal.things)
    own = await owned(request, services)
    seen: dict[Thing, Found] = {}
    for thing in things:
        for name in names_of(thing, request.learner):
            if thing.kind is Kind.IMAGE or name in own.named[thing.kind]:
                with suppress(NotFound):  # it was never there, or was removed just now
                    seen[thing] = await _found(Thing(thing.kind, name), _parts(thing, goals), request, services)
                    break
    return Look(seen, own.taken)


@dataclass(frozen=True, slots=True)
class Owned:
    """Names of the learner's own containers and volumes, and of those of others."""

    named: dict[Kind, frozenset[str]]
    taken: frozenset[str]


async def owned(request: Request, services: Services) -> Owned:
    """Returns who has which names in the group."""
    group, learner = str(request.group.id), str(request.learner.id)
    containers = await services.sandbox.containers.list(group, all=True)
    volumes = await services.sandbox.volumes.list(group)
    return Owned(
        {
            Kind.CONTAINER: frozenset(each.name for each in containers if each.learner == learner),
            Kind.VOLUME: frozenset(each.name for each in volumes if each.learner == learner),
        },
        frozenset(each.name for each in containers if each.learner != learner)
        | frozenset(each.name for each in volumes if each.learner != learner),
    )


def _parts(thing: Thing, goals: Iterable[Goal]) -> frozenset[str]:
    """Returns the first words of all paths that are asked of a thing: what is not asked for is not fetched."""
    return frozenset(path.partition(".")[0] for goal in goals for path in _paths(thing, goal))


def _paths(thing: Thing, goal: Goal) -> Iterator[str]:
    for fact in goal.facts:
        if goal.thing == thing:
            yield fact.path
        if isinstance(fact.value, Other) and fact.value.thing == thing:
            yield fact.value.path


async def _found(thing: Thing, parts: Collection[str], request: Request, services: Services) -> Found:
    """Returns what `docker inspect` tells, with `Log` and `Changes` (docker diff) of a container, `Containers` of a
    volume."""
    group, sandbox = str(request.group.id), services.sandbox
    if thing.kind is Kind.IMAGE:
        return await sandbox.inspect_image(thing.name, group)
    if thing.kind is Kind.VOLUME:
        users = {each.name: each.containers for each in await sandbox.volumes.list(group)}
        return {**await sandbox.volumes.inspect(thing.name, group), "Containers": users.get(thing.name, 0)}
    found = dict(await sandbox.containers.inspect(thing.name, group))
    if "Log" in parts:
        found["Log"] = (await sandbox.containers.logs(thing.name, group, tail=_LOG_LINES)).text.splitlines()
    if "Changes" in parts:
        found["Changes"] = [f"{change}:{path}" for change, path in await sandbox.containers.diff(thing.name, group)]
    return found
