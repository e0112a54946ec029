"""`/ship own ACTION`: the group's own questions, written in a form or read from a file, and asked before the bank's."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated

from commands.attachment import Attachment
from commands.owning.adding import import_file, write_one
from commands.owning.queue import discard, edit, keep, retire, show, show_all
from commands.registry import Option, command
from commands.reply import Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.text import shorten


class Action(StrEnum):
    """What to do with own questions."""

    LIST = "list"
    NEW = "new"
    IMPORT = "import"
    SHOW = "show"
    EDIT = "edit"
    KEEP = "keep"
    DISCARD = "discard"
    RETIRE = "retire"


def read_numbers(typed: str) -> tuple[int, int]:
    """Reads one number or a range of them: 3, 3-14."""
    found = re.fullmatch(r"([1-9]\d{0,6})(?:-([1-9]\d{0,6}))?", typed.strip(), re.ASCII)
    if not found or int(found[2] or found[1]) < int(found[1]):
        raise ValueError(f"“{shorten(typed, 20)}” is no number of an own question: /ship own tells them, such as 3.")
    return int(found[1]), int(found[2] or found[1])


def read_difficulty(typed: str) -> int:
    """Reads a difficulty, 1 to 5."""
    if not re.fullmatch("[1-5]", typed.strip()):
        raise ValueError(f"“{shorten(typed, 20)}” is no difficulty: choose 1, for beginners, to 5.")
    return int(typed)


@command("own", "Your group's own questions: write, import, list", audience=Audience.ONLY_YOU, captain=True)
async def own(
    request: Request,
    services: Services,
    *,
    action: Annotated[Action, Option("What to do", example="list")] = Action.LIST,
    number: Annotated[tuple[int, int] | None, Option("A question's number", "3", read_numbers)] = None,
    question: Annotated[str, Option("What is asked", positional=False)] = "",
    options: Annotated[str, Option("A line each, * before a right one", positional=False)] = "",
    explanation: Annotated[str, Option("Why it is so", positional=False)] = "",
    topic: Annotated[str, Option("A topic", "cleanup", positional=False)] = "",
    source: Annotated[str, Option("Where to read it", "https://docs.docker.com/", positional=False)] = "",
    difficulty: Annotated[int | None, Option("1 to 5", "3", read_difficulty, positional=False)] = None,
    file: Annotated[Attachment | None, Option("Questions as .yaml, .gift, .csv or .md", positional=False)] = None,
) -> Reply:
    written = {
        "question": question,
        "options": options,
        "explanation": explanation,
        "topic": topic,
        "source": source,
    }
    match action:
        case Action.LIST:
            return await show_all(request, services)
        case Action.NEW:
            return await write_one(request, services, written, difficulty)
        case Action.IMPORT:
            return await import_file(request, services, file, topic, source, difficulty)
        case Action.SHOW:
            return await show(request, services, number)
        case Action.EDIT:
            return await edit(request, services, number, written, difficulty)
        case Action.KEEP:
            return await keep(request, services, number)
        case Action.DISCARD:
            return await discard(request, services, number)
        case Action.RETIRE:
            return await retire(request, services, number)
