"""`/ship dockerfile`: a Dockerfile, short first, and a smaller one; without a text or a file it opens its form."""

from __future__ import annotations

import re
from typing import Annotated

from commands.attachment import Attachment, shown_name
from commands.dockerfile.advice import advise
from commands.dockerfile.lint import NoLint, joined, lint
from commands.dockerfile.model import Advice
from commands.dockerfile.naming import is_file_name
from commands.dockerfile.parsing import read_dockerfile
from commands.dockerfile.parts import Findings, full_parts, short_parts
from commands.dockerfile.rewriting import Rewritten, rewrite
from commands.errors import invalid
from commands.more import short_first
from commands.registry import Option, command
from commands.reply import Field, Form, Paragraph, Reply
from commands.request import Audience, Request
from commands.services import Services
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
    file: Annotated[Attachment | None, Option("The Dockerfile as a file", "Dockerfile", positional=False)] = None,
) -> Reply:
    if file is not None:
        text = _written_in(file)
    if not text.strip():
        return _form()
    if is_file_name(text):
        raise invalid(
            "{name} is the name of a file that can't be seen from here: attach it, or paste what is in it.",
            name=shown_name(text.strip()),
        )
    found = await _findings(unfenced(text))
    line = f"{dockerfile.typed} {text}"
    return await short_first(request, services, short_parts(found), full_parts(found), line=line)


def unfenced(text: str) -> str:
    """Returns a text without the code fence around it, if it has one."""
    found = _FENCE.fullmatch(text)
    return found[2] if found else text


async def _findings(text: str) -> Findings:
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
    return Findings(read, tuple(advice), _left(advice, own, rewritten), rewritten, linted)


def _left(advice: list[Advice], own: list[Advice], rewritten: Rewritten | None) -> tuple[Advice, ...]:
    """Returns the advice that the new file doesn't follow; what it does is told among its reasons."""
    if rewritten is None:
        return tuple(advice)
    followed = {each.id for each in own} - {each.id for each in advise(read_dockerfile(rewritten.text))}
    return tuple(each for each in advice if each.id not in followed)


def _written_in(file: Attachment) -> str:
    if not file.text.strip():
        raise invalid("{name} is empty: a Dockerfile begins with FROM.", name=shown_name(file.name))
    return file.text


def _form() -> Reply:
    fields = (
        Field("text", "Dockerfile", hint="FROM alpine …", long=True),
        Field("file", "Or the file itself", file=True),
    )
    return Reply(
        (
            Paragraph(
                say("Paste a Dockerfile or attach one: each instruction is explained, and a smaller file proposed.")
            ),
            Form("dockerfile", "Dockerfile", "Give a Dockerfile", fields),
        )
    )
