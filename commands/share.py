"""`share NUMBER`: shows everybody the answer to a line that was answered privately."""

from __future__ import annotations

from typing import Annotated

from commands.errors import not_found
from commands.registry import Option, command
from commands.reply import Choice, Choices, Paragraph, Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.store import kept_lines
from commands.text import say


async def share_choice(request: Request, services: Services) -> Choices:
    """Returns the button that shares the request's answer with the group."""
    async with services.store.begin() as transaction:
        number = await kept_lines.keep(transaction, request.learner, request.line, services.now())
    return Choices((Choice("Share", f"share {number}"),))


@command("share", "Shows everybody an answer you got", audience=Audience.EVERYONE, hidden=True)
async def share(
    request: Request, services: Services, *, number: Annotated[int, Option("Which line", example="7")]
) -> Reply:
    async with services.store.begin() as transaction:
        line = await kept_lines.get(transaction, request.learner, number)
    if line is None:
        raise not_found("There is nothing of yours to share under that number.")
    call = services.registry.read(line)
    shared = say("{name} asked:", name=request.learner.name)
    versions = [version async for version in call.run(request, services)]
    kept = tuple(part for part in versions[-1].parts if not isinstance(part, Choices))
    return Reply((Paragraph(shared), *kept), versions[-1].outcome)
