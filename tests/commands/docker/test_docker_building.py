"""`docker build`: the Dockerfile comes with the line, and what could leave the build's containers is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from databases import sqlite_url
from engine.local import LocalEngine
from room import Room, open_room

from commands import core
from commands.attachment import Attachment
from commands.plain import plain
from commands.reply import Form, Outcome, Reply

HELLO = "FROM busybox\nRUN echo hello > /hello.txt\nCMD cat /hello.txt\n"


@pytest.fixture
async def room_on_engine(engine: LocalEngine, tmp_path: Path) -> AsyncIterator[Room]:
    """A study group whose sandbox is the real engine of the tests."""
    async with open_room(sqlite_url(tmp_path), hosts=(engine.address,), mirror=engine.mirror) as opened:
        yield opened


async def with_file(room: Room, line: str, text: str = HELLO) -> Reply:
    call = room.services.registry.read(line).handing_over({"file": Attachment("Dockerfile", text.encode())})
    return [version async for version in core.answer(call, room.asker(), room.services)][-1]


@pytest.mark.parametrize(
    "pasted",
    [
        f"/docker build -t hello .\n{HELLO}",
        f"/docker build -t hello -\n```dockerfile\n{HELLO}```",
        f"/docker build -t hello - <<EOF\n{HELLO}EOF",
        f"/docker build --tag=hello - << 'END'\n{HELLO}END\n",
        f"/docker image build -t hello . \n\n{HELLO}",
    ],
)
async def test_a_dockerfile_below_the_line_is_built(room_on_engine: Room, pasted: str) -> None:
    answered = await room_on_engine.ask(pasted)
    assert plain(answered).startswith("Built hello:latest.")
    assert answered.outcome is Outcome.OK
    assert "hello\n" in await room_on_engine.say("/docker run --rm hello")


async def test_a_dockerfile_can_be_handed_over_as_a_file(room_on_engine: Room) -> None:
    assert plain(await with_file(room_on_engine, "/docker build -t hello .")).startswith("Built hello:latest.")


async def test_images_are_found_by_the_labels_that_a_build_gave_them(room_on_engine: Room) -> None:
    await room_on_engine.ask("/docker build -t plain .\nFROM busybox\nCMD true")
    await room_on_engine.ask("/docker build -t marked .\nFROM busybox\nLABEL tier=front")
    for wanted, found in (("tier=front", ["marked"]), ("tier", ["marked"]), ("tier=back", [])):
        told = await room_on_engine.say(f"/docker images --filter label={wanted} --format '{{{{.Repository}}}}'")
        assert [name for name in ("marked", "plain") if name in told.splitlines()] == found


async def test_a_failed_step_is_named_with_its_line_and_what_it_printed(room_on_engine: Room) -> None:
    answered = await room_on_engine.ask("/docker build -t hello .\nFROM busybox\n\nRUN echo so far && false")
    assert plain(answered).startswith(
        "The build stopped at line 3, RUN echo so far && false. The command ended with exit code 1, and a build goes "
        "on only after 0."
    )
    assert "so far" in plain(answered)
    assert answered.outcome is Outcome.OK


async def test_without_a_dockerfile_a_form_asks_for_it(room: Room) -> None:
    answered = await room.ask("/docker build -t hello .")
    (form,) = [part for part in answered.parts if isinstance(part, Form)]
    assert (form.command, form.fields[0].value.split("\n")[0]) == ("docker", "build -t hello .")


@pytest.mark.parametrize(
    ("below", "words", "outcome"),
    [
        ("# syntax=evil/frontend\nFROM busybox", "# syntax= isn't offered on the sandbox", Outcome.REFUSED),
        ("FROM localhost:5000/x", "names an address inside a network", Outcome.REFUSED),
        ("FROM busybox\nADD http://169.254.169.254/ /x", "Line 2: ADD can fetch from anywhere", Outcome.REFUSED),
        ("FROM busybox\nRUN --mount=type=secret,id=a cat /run/secrets/a", "RUN --mount isn't", Outcome.REFUSED),
        ("FROM busybox\nRUN --network=host id", "RUN --network isn't offered", Outcome.REFUSED),
        ("FROM busybox\nCOPY . /app", "no file beside the Dockerfile", Outcome.REFUSED),
        ("FROM busybox\nONBUILD RUN id", "ONBUILD would run", Outcome.REFUSED),
        ("FROM busybox\nRUN <<EOF\nid\nEOF", "Line 2 of the Dockerfile: the sandbox's builder knows no <<", Outcome.INVALID),
        ("FROM busybox\n" + "RUN true\n" * 999, "1000 instructions; the sandbox takes at most 60", Outcome.TOO_LARGE),
        ("FRMO busybox", "Line 1 of the Dockerfile:", Outcome.INVALID),
    ],
)  # fmt: skip
async def test_what_could_leave_the_build_is_refused(room: Room, below: str, words: str, outcome: Outcome) -> None:
    if len(below) > 3000:
        answered = await with_file(room, "/docker build -t hello .", below)
    else:
        answered = await room.ask(f"/docker build -t hello .\n{below}")
    assert words in plain(answered)
    assert answered.outcome is outcome


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("build .", "Give the image one name"),
        ("build -t a -t b .", "Give the image one name"),
        ("build -t hello https://github.com/docker/buildx.git", "can't be seen from here"),
        ("build -t hello ./app", "can't be seen from here"),
        ("build -t localhost:5000/x .", "names an address inside a network"),
        ("build -t hello --build-arg TOKEN .", "a variable of your own shell"),
        ("build -t hello --network host .", "--network"),
        ("build -t hello --secret id=a .", "--secret"),
        ("build -t hello --add-host a:1.2.3.4 .", "--add-host"),
        ("build -t hello --target test .", "no stage called “test”"),
    ],
)
async def test_a_line_that_asks_for_too_much_is_refused(room: Room, line: str, words: str) -> None:
    assert words in await room.say(f"/docker {line}\n{HELLO}")


async def test_only_a_build_takes_a_file(room: Room) -> None:
    assert plain(await with_file(room, "/docker pull alpine")) == "Only docker build takes a file."
