"""Answers that are short first: `more NUMBER` tells all of it, `share NUMBER` shows the short one to everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from commands.registry import Option, command
from commands.reply import Choice, Choices, Part, Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.share import keep, kept_call, share_button


async def short_first(
    request: Request, services: Services, short: tuple[Part, ...], whole: tuple[Part, ...], *, line: str = ""
) -> Reply:
    """Returns the short answer with its buttons, or the whole one where that is asked for.

    `line` asks for the same again where the request's own doesn't: what a file held is not in it.
    """
    if request.whole:
        return Reply(whole)
    number = await keep(request, services, line or request.line)
    more = () if short == whole else (Choice("More", f"more {number}"),)
    return Reply((*short, Choices((*more, share_button(number)))))


@command("more", "Tells all there is to an explanation you got", audience=Audience.ONLY_YOU, hidden=True)
async def more(
    request: Request, services: Services, *, number: Annotated[int, Option("Which line", example="7")]
) -> Reply:
    call = await kept_call(request, services, number)
    versions = [version async for version in call.run(replace(request, whole=True), services)]
    return versions[-1]
