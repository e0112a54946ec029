"""`/ship help`: every command, generated from the registry."""

from __future__ import annotations

from commands.registry import command
from commands.reply import Facts, Heading, Paragraph, Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.text import Code, say


@command("help", "Shows what you can type", audience=Audience.ONLY_YOU)
async def help_(request: Request, services: Services) -> Reply:  # noqa: ARG001
    listed = tuple(
        (each.usage, say("{summary}", summary=each.summary)) for each in services.registry if not each.hidden
    )
    return Reply(
        (
            Heading(say("What you can type")),
            Facts(listed),
            Paragraph(
                say(
                    "New here? Answer {today}, then try {explain} and {pull}.",
                    today=Code("/ship today"),
                    explain=Code("/ship explain docker run --rm -it alpine sh"),
                    pull=Code("/docker pull alpine:latest"),
                )
            ),
        )
    )
