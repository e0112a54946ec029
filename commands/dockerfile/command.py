"""`/ship dockerfile`: a Dockerfile, instruction by instruction, and a smaller one; without a text it opens its form."""

from __future__ import annotations

import re
from typing import Annotated

from commands.dockerfile.advice import advise
from commands.dockerfile.lint import NoLint, joined, lint
from commands.dockerfile.model import Advice
from commands.dockerfile.parsing import read_dockerfile
from commands.dockerfile.parts import parts_of
from commands.dockerfile.rewriting import Rewritten, rewrite
from commands.errors import invalid
from commands.registry import LONGEST_LINE, Option, command
from commands.reply import Field, Form, Paragraph, Part, Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.share import share_choice
from commands.text import say

LONGEST = 100_000
"""Characters of a Dockerfile that are read."""

MOST = 1_000
"""Instructions of a Dockerfile that are read."""

_FENCE = re.compile(r"\s*(`{3,})[^\n`]*\n(.*?)\n?[ \t]*\1\s*", re.DOTALL)


@command("dockerfile", "Explains a Dockerfile and proposes fewer and smaller layers", audience=Audience.ONLY_YOU)
async def dockerfile(
    request: Request,
    services: Services,
    *,
    text: Annotated[str, Option("The Dockerfile", "FROM alpine", rest=True)] = "",
) -> Reply:
    text = unfenced(text)
    if not text.strip():
        return _form()
    parts = await _explained(text)
    if len(request.line) > LONGEST_LINE:
        return Reply(parts)
    return Reply((*parts, await share_choice(request, services)))


def unfenced(text: str) -> str:
    """Returns a text without the code fence around it, if it has one."""
    found = _FENCE.fullmatch(text)
    return found[2] if found else text


async def _explained(text: str) -> tuple[Part, ...]:
    if len(text) > LONGEST:
        raise invalid("That is too long to read: a Dockerfile may have {limit} characters here.", limit=LONGEST)
    read = read_dockerfile(text)
    if len(read.instructions) > MOST:
        raise invalid("That is too long to read: a Dockerfile may have {limit} instructions here.", limit=MOST)
    own, rewritten = advise(read), rewrite(text)
    try:
        advice, linted = joined(own, await lint(text)), True
    except NoLint:
        advice, linted = own, False
    return parts_of(read, _left(advice, own, rewritten), rewritten, linted=linted)


def _left(advice: list[Advice], own: list[Advice], rewritten: Rewritten | None) -> list[Advice]:
    """Returns the advice that the new file doesn't follow; what it does is told among its reasons."""
    if rewritten is None:
        return advice
    followed = {each.id for each in own} - {each.id for each in advise(read_dockerfile(rewritten.text))}
    return [each for each in advice if each.id not in followed]


def _form() -> Reply:
    field = Field("text", "Dockerfile", hint="FROM alpine …", long=True)
    return Reply(
        (
            Paragraph(say("Paste a Dockerfile: each instruction is explained, and a smaller one proposed.")),
            Form("dockerfile", "Dockerfile", "Paste a Dockerfile", (field,)),
        )
    )
