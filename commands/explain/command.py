"""`/ship explain LINE`: a docker command line, token by token, or a term; short first and private until shared."""

from __future__ import annotations

from typing import Annotated

from commands.explain.message import explain_message
from commands.explain.parts import full_parts, short_parts
from commands.explain.terms import nothing_found, term_in, term_parts
from commands.more import short_first
from commands.registry import Option, command
from commands.reply import Outcome, Reply
from commands.request import Audience, Request
from commands.services import Services
from content.glossary import load_glossary


async def _complete_term(request: Request, services: Services, typed: str) -> list[str]:  # noqa: ARG001
    return load_glossary().beginning(typed)


@command("explain", "Explains a docker command line word by word, or a term", audience=Audience.ONLY_YOU)
async def explain_line(
    request: Request,
    services: Services,
    *,
    line: Annotated[
        str,
        Option("A command line or a term", "docker run --rm -it alpine sh", rest=True, complete=_complete_term),
    ],
) -> Reply:
    explanation = explain_message(line)
    if term := term_in(line, explanation):
        told = term_parts(term, line)
        return await short_first(request, services, told, told)
    if not explanation.lines:
        return Reply(nothing_found(line), Outcome.NOT_FOUND)
    return await short_first(request, services, short_parts(explanation), full_parts(explanation))
