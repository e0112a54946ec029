"""The command menu that Discord shows."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from payloads import check_discord

from bot.adapters.discord.menu import fingerprint, menu
from commands.attachment import Attachment
from commands.catalogue import REGISTRY
from commands.registry import Option, Registry, command
from commands.reply import Reply, reply
from commands.request import Audience, Request
from commands.services import Services
from commands.text import say


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


async def _suggest(request: Request, services: Services, typed: str) -> list[str]:
    return [typed]


@command("brew", "Brews something", audience=Audience.EVERYONE)
async def brew(
    request: Request,
    services: Services,
    *,
    size: Annotated[Size, Option("How much")] = Size.SMALL,
    cups: Annotated[int, Option("How many cups")] = 1,
    kind: Annotated[str, Option("What kind", complete=_suggest)],
    recipe: Annotated[Attachment | None, Option("How to", "recipe.txt", positional=False)] = None,
) -> Reply:
    return reply(say("{kind}", kind=kind))


@command("docker", "x" * 120, audience=Audience.EVERYONE, root="docker")
async def docker(request: Request, services: Services, *, line: Annotated[str, Option("A line", rest=True)]) -> Reply:
    return reply(say("{line}", line=line))


@command("pour", "Not in the menu", audience=Audience.ONLY_YOU, hidden=True)
async def pour(request: Request, services: Services) -> Reply:
    return reply(say("poured"))


def test_the_menu_is_made_of_the_commands_with_what_must_be_given_first() -> None:
    where = {"integration_types": [0], "contexts": [0, 1]}
    text = {"type": 3, "required": True, "max_length": 4000}
    assert menu(Registry([brew, docker, pour])) == [
        {
            "type": 1,
            "name": "ship",
            "description": "Your study group",
            "options": [
                {
                    "type": 1,
                    "name": "brew",
                    "description": "Brews something",
                    "options": [
                        {**text, "name": "kind", "description": "What kind", "autocomplete": True},
                        {
                            "type": 3,
                            "name": "size",
                            "description": "How much",
                            "required": False,
                            "choices": [{"name": "small", "value": "small"}, {"name": "large", "value": "large"}],
                        },
                        {"type": 4, "name": "cups", "description": "How many cups", "required": False},
                        {"type": 11, "name": "recipe", "description": "How to", "required": False},
                    ],
                }
            ],
            **where,
        },
        {
            "type": 1,
            "name": "docker",
            "description": "x" * 99 + "…",
            "options": [{**text, "name": "line", "description": "A line"}],
            **where,
        },
        {"type": 3, "name": "Explain this command", **where},
    ]


def test_the_fingerprint_changes_with_the_menu_and_with_nothing_else() -> None:
    shown = menu(REGISTRY)
    assert fingerprint(shown) == fingerprint(menu(REGISTRY))
    assert fingerprint(shown) != fingerprint(menu(Registry([brew])))


def counted(option: dict[str, Any]) -> int:
    """Returns the characters that Discord counts: names, descriptions and values."""
    own = sum(len(option.get(name, "")) for name in ("name", "description", "value"))
    return own + sum(map(counted, [*option.get("options", []), *option.get("choices", [])]))


def test_our_menu_is_one_that_discord_takes() -> None:
    for shown in menu(REGISTRY):
        check_discord("ApplicationCommandUpdateRequest", shown)
        assert counted(shown) <= 8000
        assert all(len(each.get("options", [])) <= 25 for each in [shown, *shown.get("options", [])])
        assert shown["name"] == shown["name"].lower() or shown["type"] != 1
