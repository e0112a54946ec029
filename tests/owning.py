"""A group's own questions in a test: filled in, handed over as a file, and kept."""

from __future__ import annotations

from room import BANK, Room, buttons

from commands.attachment import Attachment
from commands.reply import Reply
from commands.store import groups, own
from content.bank import Bank

QUESTION = "Which command lists the containers that run?"
FIELDS = {
    "question": QUESTION,
    "options": "*docker ps\n> Right: ps lists what runs.\ndocker images\n> That lists images on the host.\ndocker top\n> That wants a container's name.",
    "explanation": (
        "Like the program of the same name, docker ps lists processes: here the containers that run, with their names, "
        "images and ports. With -a it lists those that have ended as well."
    ),
    "topic": "Life of a container",
    "source": "https://docs.docker.com/reference/cli/docker/container/ls/",
}


async def fill_in(room: Room, begun: str = "own new", **fields: str) -> Reply:
    """Sends the form of a question, as an adapter does."""
    return await room.ask(room.services.registry.call(begun, FIELDS | fields), captain=True)


async def hand_over(room: Room, name: str, text: str, **options: str) -> Reply:
    """Sends the form of a file."""
    call = room.services.registry.call("own import", options)
    return await room.ask(call.handing_over({"file": Attachment(name, text.encode())}), captain=True)


async def keep(room: Room, offered: Reply) -> str:
    """Presses the button that keeps what is shown."""
    return await room.say(buttons(offered)[0].line, captain=True)


async def bank(room: Room) -> Bank:
    async with room.services.store.begin() as transaction:
        group = await groups.of_place(transaction, room.asker().place, room.clock())
        return await own.bank_of(transaction, BANK, group)
