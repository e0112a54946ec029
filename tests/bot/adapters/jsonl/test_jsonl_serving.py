"""The core over lines of JSON: many requests at a time, the messages of each in order."""

from __future__ import annotations

import asyncio
import json
import os
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Annotated, Any

import pytest
from room import Room

from bot.adapters.jsonl import JsonLines
from bot.reading import read_lines
from commands.attachment import LARGEST, Attachment
from commands.messenger import CannotPost, MessageRef
from commands.registry import Option, Registry, command
from commands.reply import Field, Form, Outcome, Paragraph, Progress, Reply, reply
from commands.request import Audience, Place, Request
from commands.services import Services
from commands.text import say

PLACE = Place("jsonl", "g1", "g1")


@command("hello", "Greets", audience=Audience.EVERYONE)
async def hello(request: Request, services: Services) -> Reply:
    return reply(say("Hello {name} of {group}.", name=request.learner.name, group=request.group.name))


@command("slow", "Takes its time", audience=Audience.EVERYONE)
async def slow(request: Request, services: Services) -> AsyncIterator[Reply]:
    for done in range(50):
        yield reply(Progress("layer", done, 50))
        await asyncio.sleep(0.02)
    yield reply(say("Done."))


@command("form", "Shows a form", audience=Audience.ONLY_YOU)
async def form(
    request: Request, services: Services, *, colour: Annotated[str, Option("Which colour", "red")] = ""
) -> Reply:
    if colour:
        return reply(say("You like {colour}.", colour=colour))
    return reply(Form("form", "Colours", "Choose", (Field("colour", "Colour"),)))


@command("read", "Reads a file", audience=Audience.ONLY_YOU)
async def read(
    request: Request,
    services: Services,
    *,
    file: Annotated[Attachment | None, Option("Which file", "notes.txt", positional=False)] = None,
) -> Reply:
    return reply(say("{text}", text=file.text if file else "No file."))


class Peer:
    """The other end of the lines."""

    def __init__(self, adapter: JsonLines, source: int, target: int) -> None:
        self.adapter = adapter
        self._source = source
        self._gone = False
        self._lines = read_lines(target, 1 << 20)

    def send(self, **fields: Any) -> None:
        self.send_raw(json.dumps({"group": "g1", "user": "u1", "name": "Ana", **fields}).encode())

    def type(self, text: str, identity: str = "1") -> None:
        self.send(type="command", id=identity, text=text)

    def send_raw(self, line: bytes) -> None:
        os.write(self._source, line + b"\n")

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(60):
            message: dict[str, Any] = json.loads(await anext(self._lines))
        return message

    async def answers(self, identity: str = "1") -> list[dict[str, Any]]:
        """Returns what is written up to the `done` or `error` of a request."""
        found = [await self.next()]
        while found[-1]["to"] != identity or found[-1]["type"] not in {"done", "error"}:
            found.append(await self.next())
        return found

    def hang_up(self) -> None:
        if not self._gone:
            os.close(self._source)
        self._gone = True


@asynccontextmanager
async def attached(room: Room) -> AsyncIterator[Peer]:
    """Serves commands of these tests while the block runs."""
    services = replace(room.services, registry=Registry([hello, slow, form, read]))
    (their_input, our_output), (our_input, their_output) = os.pipe(), os.pipe()
    adapter = JsonLines(services, their_input, their_output)
    serving = asyncio.create_task(adapter.run())
    peer = Peer(adapter, our_output, our_input)
    try:
        yield peer
    finally:
        peer.hang_up()
        async with asyncio.timeout(60):
            await serving
        for descriptor in (their_input, their_output):
            os.close(descriptor)


async def test_an_answer_is_a_message_and_the_way_it_ended(room: Room) -> None:
    async with attached(room) as peer:
        peer.type("hello")
        shown, done = await peer.answers()
        assert shown.pop("message").startswith("m")
        assert shown == {
            "type": "message",
            "to": "1",
            "version": 0,
            "audience": "everyone",
            "text": "Hello Ana of g1.",
            "parts": [{"kind": "text", "text": "Hello Ana of g1."}],
        }
        assert done == {"type": "done", "to": "1", "outcome": "ok"}


async def test_versions_of_a_message_count_up_and_the_last_is_never_lost(room: Room) -> None:
    async with attached(room) as peer:
        peer.type("slow")
        *versions, done = await peer.answers()
        assert [each["version"] for each in versions] == list(range(len(versions)))
        assert len({each["message"] for each in versions}) == 1
        assert 3 <= len(versions) <= 12  # of 51, for a program that shows them to people
        assert versions[-1]["text"] == "Done."
        assert done["outcome"] == "ok"


async def test_a_slow_command_holds_up_no_other(room: Room) -> None:
    async with attached(room) as peer:
        peer.type("slow", "a")
        await peer.next()
        peer.type("hello", "b")
        before = await peer.answers("b")
        assert {"type": "done", "to": "b", "outcome": "ok"} in before
        assert not [each for each in before if each["type"] == "done" and each["to"] == "a"]
        assert (await peer.answers("a"))[-2]["text"] == "Done."


async def test_two_answers_to_the_same_id_are_two_messages(room: Room) -> None:
    async with attached(room) as peer:
        peer.type("hello")
        first, _ = await peer.answers()
        peer.type("hello")
        second, _ = await peer.answers()
        assert first["message"] != second["message"]


async def test_a_form_is_shown_privately_and_submitted_under_its_id(room: Room) -> None:
    async with attached(room) as peer:
        peer.type("form")
        shown, _ = await peer.answers()
        (part,) = shown["parts"]
        assert (shown["audience"], part["id"]) == ("only_you", "form")
        peer.send(type="submit", id="2", form=part["id"], fields={"colour": "blue"})
        told, _ = await peer.answers("2")
        assert told["text"] == "You like blue."


@pytest.mark.parametrize(
    "asked", [{"type": "command", "text": "read"}, {"type": "submit", "form": "read", "fields": {}}]
)
async def test_a_file_comes_with_a_command_or_a_form(room: Room, asked: dict[str, Any]) -> None:
    async with attached(room) as peer:
        peer.send(id="1", files={"file": {"name": "notes.txt", "base64": "aGVsbG8="}}, **asked)
        told, _ = await peer.answers()
        assert told["text"] == "hello"


@pytest.mark.parametrize(
    ("text", "size", "outcome"), [("read", LARGEST + 1, "too_large"), ("hello", 1, "invalid"), ("read", LARGEST, "ok")]
)
async def test_a_file_that_is_not_taken_is_told_privately(room: Room, text: str, size: int, outcome: str) -> None:
    async with attached(room) as peer:
        file = {"name": "notes.txt", "base64": b64encode(b"x" * size).decode()}
        asked = {"type": "command", "text": text, "files": {"file": file}}
        sending = asyncio.create_task(asyncio.to_thread(peer.send, id="1", **asked))  # more than a pipe holds
        shown, done = await peer.answers()
        await sending
        assert (shown["audience"], done["outcome"]) == ("only_you", outcome)


async def test_what_cannot_be_read_as_a_command_is_told_privately(room: Room) -> None:
    async with attached(room) as peer:
        peer.type("nosuch")
        shown, done = await peer.answers()
        assert (shown["audience"], done["outcome"]) == ("only_you", "invalid")
        assert shown["text"] == "There is no command nosuch. Type /ship help for all of them."


@pytest.mark.parametrize("line", [b"oops", b'"' + b"x" * (3 << 20), b"\xff", b'{"id":"9"}'], ids=lambda line: line[:9])
async def test_a_line_that_is_not_understood_is_answered_and_the_next_is_served(room: Room, line: bytes) -> None:
    async with attached(room) as peer:
        sending = asyncio.create_task(asyncio.to_thread(peer.send_raw, line))  # more than a pipe holds
        fault = await peer.next()
        await sending
        assert fault["type"] == "error"
        peer.type("hello")
        assert (await peer.answers())[-1]["outcome"] == "ok"


async def test_an_id_that_is_no_text_comes_back_as_it_was_sent(room: Room) -> None:
    async with attached(room) as peer:
        peer.type("hello", "\ud800")
        assert (await peer.answers("\ud800"))[-1]["to"] == "\ud800"


async def test_at_the_end_of_the_input_what_was_asked_is_still_answered(room: Room) -> None:
    async with attached(room) as peer:
        peer.type("slow")
        peer.hang_up()
        assert (await peer.answers())[-1] == {"type": "done", "to": "1", "outcome": Outcome.OK}


async def test_a_reader_who_leaves_ends_it_calmly(room: Room) -> None:
    (their_input, our_output), (our_input, their_output) = os.pipe(), os.pipe()
    adapter = JsonLines(room.services, their_input, their_output)
    os.close(our_input)
    os.write(our_output, json.dumps({"type": "command", "id": "1", "group": "g", "user": "u", "text": "help"}).encode())
    os.close(our_output)
    async with asyncio.timeout(60):
        await adapter.run()
    with pytest.raises(CannotPost):
        await adapter.post(PLACE, reply(say("Good morning.")), key="round-1")
    os.close(their_input)
    os.close(their_output)


async def test_a_message_nobody_asked_for_names_its_group_and_is_known_by_its_key(room: Room) -> None:
    async with attached(room) as peer:
        posted = await peer.adapter.post(PLACE, reply(say("Question 1")), key="round-1")
        assert posted == MessageRef(PLACE, "round-1")
        assert await peer.next() == {
            "type": "message",
            "to": None,
            "message": "round-1",
            "version": 0,
            "audience": "everyone",
            "text": "Question 1",
            "parts": [{"kind": "text", "text": "Question 1"}],
            "group": "g1",
        }


async def test_a_message_for_another_place_of_a_group_names_it_and_has_an_id_of_its_own(room: Room) -> None:
    evening = Place("jsonl", "g1", "evening")
    async with attached(room) as peer:
        card = await peer.adapter.post(evening, reply(say("Question 1")), key="round-1")
        told = await peer.next()
        assert (told["group"], told["place"], told["message"]) == ("g1", "evening", card.message)
        assert card.message == "round-1@evening"
        await peer.adapter.post(evening, reply(say("B it was")), key="reveal-1", under=card)
        assert (await peer.next())["under"] == "round-1@evening"


async def test_a_reveal_names_the_card_it_stands_under(room: Room) -> None:
    async with attached(room) as peer:
        card = await peer.adapter.post(PLACE, reply(say("Question 1")), key="round-1")
        await peer.adapter.post(PLACE, reply(say("B it was")), key="reveal-1", under=card)
        await peer.next()
        assert (await peer.next())["under"] == "round-1"


async def test_what_is_told_to_one_person_names_them_and_is_for_nobody_else(room: Room) -> None:
    async with attached(room) as peer:
        await peer.adapter.tell(PLACE, "ana", reply(say("A word with you.")), key="trouble-1")
        told = await peer.next()
        assert (told["to"], told["group"], told["user"], told["audience"]) == (None, "g1", "ana", "only_you")


async def test_every_edit_has_a_higher_version_also_after_a_restart(room: Room) -> None:
    versions = []
    for _ in range(2):
        async with attached(room) as peer:
            room.clock.forward(seconds=1)
            card = await peer.adapter.post(PLACE, reply(say("Question 1")), key="round-1")
            await peer.adapter.edit(card, Reply((Paragraph(say("Closed.")),)))
            await peer.adapter.edit(card, Reply((Paragraph(say("Closed for good.")),)))
            versions += [(await peer.next())["version"] for _ in range(3)]
    assert versions[0] == versions[3] == 0
    edits = [*versions[1:3], *versions[4:]]
    assert edits == sorted(set(edits))


async def test_a_message_cut_off_by_a_crash_is_written_again_under_the_same_id(room: Room) -> None:
    async with attached(room) as peer:
        first = await peer.adapter.post(PLACE, reply(say("Question 1")), key="round-1")
        assert await peer.adapter.find(PLACE, "round-1", room.clock()) is None
        assert await peer.adapter.post(PLACE, reply(say("Question 1")), key="round-1") == first
