"""The lines that lessons and questions offer to be tried, on a real engine: each does what it is offered for."""

from __future__ import annotations

import asyncio
import re

import pytest
import pytest_asyncio
from databases import sqlite_url
from engine.catalogue import python
from engine.images import Step, busybox, image, push
from engine.local import LocalEngine
from room import BANK, Room, open_room

from commands.plain import plain
from commands.recovery import Recovery
from commands.reply import Outcome
from content.lessons import load_lessons
from content.topics import TOPICS

BY_HAND = {
    question.to_try: int(fact.value)
    for question in BANK.questions
    for goal in question.goal
    for fact in goal.facts
    if fact.path == "State.ExitCode" and isinstance(fact.value, str)
}
"""Lines that solve a task, with the exit status that it asks for."""

MEANT_TO_FAIL = BY_HAND | {
    "docker run --memory 16m alpine tail /dev/zero": 137,
    "docker run --name lost alpine no-such-command": 127,
    "docker run --rm alpine pyhton": 127,
    "docker run --init alpine sh -c 'kill -11 $$'": 139,
}

ONLY_IN_ALPINE = re.compile(r" (apk|hostname|ip|netstat|cat /etc/os-release)\b")
"""What the tests' stand-in for Alpine lacks; a line with it is one that the sandbox takes, and no more is shown."""

Ends = dict[str, int | str]
"""How each line ended: its exit status, or what was said instead of carrying it out."""


ON_CARDS = {topic: [card.to_try for card in lesson.cards if card.to_try] for topic, lesson in load_lessons().items()}


def lines_of(topic: str) -> list[str]:
    """The lines of a topic in the order in which a learner comes to them; of questions, what no card has."""
    known = {line for lines in ON_CARDS.values() for line in lines}
    asked = [question.to_try for question in BANK.questions if question.topic == topic]
    return [*ON_CARDS[topic], *(line for line in dict.fromkeys(asked) if line and line not in known)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ended(engine: LocalEngine, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ends]:
    """A study group for each topic, all at once, that begins with nothing and tries its lines one after the other."""
    push(engine.mirror, "library/python", "3.12-slim", python())
    push(engine.mirror, "library/nginx", "alpine", python())
    push(engine.mirror, "library/busybox", "1.37", image(Step("all", {**busybox(), "bin/httpd": "-> busybox"})))
    async with open_room(
        sqlite_url(tmp_path_factory.mktemp("lines")), hosts=(engine.address,), mirror=engine.mirror
    ) as room:
        await Recovery(room.services).look()
        tried = await asyncio.gather(*(_tried(room.elsewhere(topic), topic) for topic in TOPICS))
        return dict(zip(TOPICS, tried, strict=True))


async def _tried(room: Room, topic: str) -> Ends:
    ends: Ends = {}
    for line in lines_of(topic):
        if ONLY_IN_ALPINE.search(line):
            continue
        reply = await room.ask(f"/{line}")
        said = plain(reply)
        code = re.search(r"exit code (\d+)", said)
        ends[line] = int(code[1]) if code else 0 if reply.outcome is Outcome.OK else said
        if " -d " in line:
            running = re.findall(r"^[0-9a-f]{12}$", await room.say("/docker ps -q"), re.MULTILINE)
            if not running:
                ends[line] = "it did not go on running"
            for each in running:  # the sandbox runs a few of a group at a time
                await room.ask(f"/docker rm -f {each}")
    return ends


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.asyncio(loop_scope="module")
async def test_the_lines_of_a_topic_end_as_they_are_meant_to(ended: dict[str, Ends], topic: str) -> None:
    assert ended[topic]
    assert {line: end for line, end in ended[topic].items() if end != MEANT_TO_FAIL.get(line, 0)} == {}


async def test_every_line_is_one_that_the_sandbox_takes(room: Room) -> None:
    without_an_engine = {Outcome.UNAVAILABLE, Outcome.OK}
    said = {line: await room.ask(f"/{line}") for topic in TOPICS for line in lines_of(topic)}
    assert {line: plain(each) for line, each in said.items() if each.outcome not in without_an_engine} == {}
