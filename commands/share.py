"""`share NUMBER`: shows everybody the answer to a line that was answered privately."""

from __future__ import annotations

from typing import Annotated

from commands.errors import not_found
from commands.registry import Call, Option, command
from commands.reply import Choice, Choices, Paragraph, Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.store import groups, kept_lines
from commands.store.totals import HIDDEN
from commands.text import say


async def keep(request: Request, services: Services, line: str) -> int:
    """Keeps a line for the learner who asks; returns the number for buttons, which can't carry a long line."""
    return await services.store.write(
        lambda transaction: kept_lines.keep(transaction, request.learner, line, services.now())
    )


async def share_choice(request: Request, services: Services) -> Choices:
    """Returns the button that shares the request's own answer."""
    return Choices((share_button(await keep(request, services, request.line)),))


def share_button(number: int) -> Choice:
    """Returns the button that shares the answer to a kept line."""
    return Choice("Share", f"share {number}")


async def kept_call(request: Request, services: Services, number: int) -> Call:
    """Reads a line that the learner had kept; raises CommandError where there is none."""
    line = await services.store.read(lambda transaction: kept_lines.get(transaction, request.learner, number))
    if line is None:
        raise not_found("There is nothing of yours under that number: ask again.")
    return services.registry.read_kept(line)


@command("share", "Shows everybody an answer you got", audience=Audience.EVERYONE, hidden=True)
async def share(
    request: Request, services: Services, *, number: Annotated[int, Option("Which line", example="7")]
) -> Reply:
    call = await kept_call(request, services, number)
    async with services.store.begin() as transaction:
        name = await groups.shown_as(transaction, request.learner)
    shared = say("Somebody asked:") if name == HIDDEN else say("{name} asked:", name=name)
    versions = [version async for version in call.run(request, services)]
    kept = tuple(part for part in versions[-1].parts if not isinstance(part, Choices))
    return Reply((Paragraph(shared), *kept), versions[-1].outcome)
