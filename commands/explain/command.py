"""`/ship explain LINE`: a docker command line, token by token, private until shared; `more` tells all of it."""

from __future__ import annotations

from typing import Annotated

from commands.errors import not_found
from commands.explain import explain
from commands.explain.parts import full_parts, short_parts
from commands.registry import Option, command
from commands.reply import Choice, Choices, Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.share import keep, kept_call, share_button


@command("explain", "Explains a docker command line, word by word", audience=Audience.ONLY_YOU)
async def explain_line(
    request: Request,
    services: Services,
    *,
    line: Annotated[str, Option("The command line", "docker run --rm -it alpine sh", rest=True)],
) -> Reply:
    explanation = explain(line)
    short = short_parts(explanation)
    number = await keep(request, services)
    more = () if short == full_parts(explanation) else (Choice("More", f"more {number}"),)
    return Reply((*short, Choices((*more, share_button(number)))))


@command("more", "Tells all there is to an explanation you got", audience=Audience.ONLY_YOU, hidden=True)
async def more(
    request: Request, services: Services, *, number: Annotated[int, Option("Which line", example="7")]
) -> Reply:
    call = await kept_call(request, services, number)
    if call.command is not explain_line:
        raise not_found("There is no more to tell about that.")
    return Reply(full_parts(explain(call.values["line"])))
