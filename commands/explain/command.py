"""`/ship explain LINE`: a docker command line, token by token, short first and private until shared."""

from __future__ import annotations

from typing import Annotated

from commands.explain.message import explain_message
from commands.explain.parts import full_parts, short_parts
from commands.more import short_first
from commands.registry import Option, command
from commands.reply import Reply
from commands.request import Audience, Request
from commands.services import Services


@command("explain", "Explains a docker command line, word by word", audience=Audience.ONLY_YOU)
async def explain_line(
    request: Request,
    services: Services,
    *,
    line: Annotated[str, Option("The command line", "docker run --rm -it alpine sh", rest=True)],
) -> Reply:
    explanation = explain_message(line)
    return await short_first(request, services, short_parts(explanation), full_parts(explanation))
