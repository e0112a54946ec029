"""`docker images`: what the group has pulled and its host still has."""

from __future__ import annotations

from commands.docker.line import Line
from commands.reply import Reply, Table, reply
from commands.request import Request
from commands.services import Services
from commands.sizes import age, size
from commands.text import Code, say


async def images(line: Line, request: Request, services: Services) -> Reply:
    wanted = services.sandbox.reference(line.arguments[0]).familiar if line.arguments else None
    listed = [
        (
            *_name_and_tag(each.reference.familiar),
            each.image_id[7:19],
            age(each.created, services.now()),
            size(each.size),
        )
        for each in await services.sandbox.images(str(request.group.id))
        if wanted in {None, each.reference.familiar}
    ]
    if not listed:
        pull = Code("/docker pull alpine:latest")
        return reply(say("Your group has no such image here yet. Get one: {pull}", pull=pull))
    return reply(Table(("REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"), tuple(listed), right=frozenset({4})))


def _name_and_tag(familiar: str) -> tuple[str, str]:
    name, at, _ = familiar.partition("@")
    if at:
        return name, "<none>"
    name, _, tag = familiar.rpartition(":")
    return name, tag
