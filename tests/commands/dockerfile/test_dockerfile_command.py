"""`/ship dockerfile` in a study group, also for those who mean harm."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from room import Room, buttons

from commands.catalogue import REGISTRY
from commands.dockerfile import read_dockerfile
from commands.dockerfile.advice import advise
from commands.dockerfile.command import LONGEST, dockerfile, unfenced
from commands.dockerfile.parts import parts_of
from commands.dockerfile.rewriting import rewrite
from commands.plain import plain
from commands.reply import CodeBlock, File, Form, Outcome, Part, Reply
from commands.request import Asker, Place, Request

SMALL = "FROM alpine:3.20\nRUN apk add curl\nRUN apk add git\nUSER 1000\nCMD curl --version"


def parts(text: str) -> tuple[Part, ...]:
    """Returns the explanation without hadolint's findings."""
    read = read_dockerfile(text)
    return parts_of(read, advise(read), rewrite(text), linted=True)


async def test_without_a_text_a_form_with_a_long_field_is_offered(room: Room) -> None:
    (form,) = [part for part in (await room.ask("/ship dockerfile")).parts if isinstance(part, Form)]
    assert (form.command, form.fields[0].name, form.fields[0].long) == ("dockerfile", "text", True)
    assert [each.name for each in dockerfile.parameters] == ["text"]


async def test_a_file_is_told_as_a_whole_line_by_line_and_written_anew(room: Room) -> None:
    assert await room.say(f"/ship dockerfile {SMALL}") == (
        "The image adds 2 layers to alpine:3.20 and starts curl --version as 1000.\n\n"
        "Line by line\n\n"
        "1 FROM: Begins the image on the image alpine:3.20, whose layers it takes over.\n"
        "▣ 2 RUN: Runs apk add curl and keeps what it leaves on the disk.\n"
        "▣ 3 RUN: Runs apk add git and keeps what it leaves on the disk.\n"
        "· 4 USER: From here on the steps and the container run as 1000.\n"
        "· 5 CMD: Starts curl --version through a shell when a container is run, unless docker run gives another command.\n\n"
        "▣ makes a layer; · changes only what is noted about the image. A build takes each step from its cache until its text, its files or a step above it have changed.\n\n"
        "The finished image\n\n"
        "Built on: alpine:3.20\n"
        "Layers added: 2: RUN on line 2, RUN on line 3\n"
        "User: 1000\n\n"
        "What would be better\n\n"
        "⚠ Lines 2, 3: apk takes the version of the day: PACKAGE=VERSION keeps the build the same.\n\n"
        "Written anew: 2 → 1 layers\n\n"
        "1. CMD as a list starts the program without a shell, so docker stop reaches it.\n"
        "2. --no-cache: apk reads its list of packages without keeping it, so apk update has nothing to do.\n"
        "3. Steps that follow each other are one now: fewer layers, and what one of them removes is really gone.\n\n"
        'FROM alpine:3.20\nRUN apk add --no-cache curl \\\n    && apk add --no-cache git\nUSER 1000\nCMD ["curl", "--version"]\n\n\n'
        "Dockerfile (113 bytes)\n\n"
        "[Share] share 1"
    )  # fmt: skip


async def test_advice_that_the_new_file_follows_is_told_among_its_reasons_alone(room: Room) -> None:
    told = await room.say("/ship dockerfile FROM a:1\nRUN b\nRUN c\nEXPOSE 80")
    assert "joined with && they make one" not in told
    assert "Steps that follow each other are one now" in told
    assert "EXPOSE is a note and opens nothing" in told
    assert "joined with && they make one" in await room.say("/ship dockerfile FROM a:1\nRUN b\nRUN c; d")


async def test_the_new_file_can_be_taken_along_whole(room: Room) -> None:
    shown = await room.ask(f"/ship dockerfile {SMALL}")
    (block,) = [part for part in shown.parts if isinstance(part, CodeBlock)]
    (file,) = [part for part in shown.parts if isinstance(part, File)]
    assert file.name == "Dockerfile"
    assert file.data.decode() == block.text


@pytest.mark.parametrize(
    "typed",
    [
        f"/ship dockerfile {SMALL}",
        f"/ship dockerfile\n{SMALL}",
        f"/ship dockerfile ```dockerfile\n{SMALL}\n```",
        f"/ship dockerfile\n```\n{SMALL}```",
        f"dockerfile {SMALL}",
    ],
)
async def test_a_file_may_be_typed_with_or_without_a_fence_around_it(room: Room, typed: str) -> None:
    assert (await room.say(typed)).startswith("The image adds 2 layers to alpine:3.20")


def test_a_fence_is_taken_off_only_from_around_everything() -> None:
    assert unfenced("a\n```\nb\n```") == "a\n```\nb\n```"
    assert unfenced("``` \na\n```\n") == "a"
    assert unfenced("````\na ``` b\n````") == "a ``` b"


async def test_what_docker_would_refuse_comes_first(room: Room) -> None:
    told = await room.say("/ship dockerfile FORM alpine")
    assert told.startswith(
        "⛔ Line 1: There is no instruction FORM: did you mean FROM?\n\n"
        "docker build would stop before its first step; the rest is told as far as it can be."
    )


async def test_an_answer_can_be_shared(room: Room) -> None:
    (choice,) = buttons(await room.ask(f"/ship dockerfile {SMALL}"))
    assert (await room.say(choice.line)).startswith("Ana asked:\n\nThe image adds 2 layers")


async def test_without_hadolint_the_rest_is_told_and_that_is_said_once(
    room: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    told = await room.say(f"/ship dockerfile {SMALL}")
    assert told.count("hadolint could not be asked, so its findings are missing here.") == 1
    assert "Written anew: 2 → 1 layers" in told


async def ask_in_a_form(room: Room, text: str) -> Reply:
    """Returns the answer to a text that came by a form, which no line's length limits."""
    call = REGISTRY.call("dockerfile", {"text": text})
    request = await _request(room, call.line)
    (version,) = [version async for version in call.run(request, room.services)]
    return version


async def _request(room: Room, line: str) -> Request:
    from commands.store import groups

    asker = Asker(Place("test", "guild-1", "general"), "ana", "Ana")
    async with room.services.store.begin() as transaction:
        group = await groups.of_place(transaction, asker.place, room.clock())
        learner = await groups.learner(transaction, group, asker, room.clock())
    return Request(group, asker.place, learner, "dockerfile", line, is_captain=False)


async def test_a_long_file_is_told_but_not_offered_for_sharing_since_no_line_could_hold_it(room: Room) -> None:
    shown = await ask_in_a_form(room, SMALL + "\n# " + "x" * 5000)
    assert buttons(shown) == []
    assert "Written anew" in plain(shown)


async def test_a_file_past_the_limits_is_refused_in_a_sentence(room: Room) -> None:
    from commands.errors import CommandError

    for text in ("#" * (LONGEST + 1), "FROM a\n" * 1001):
        with pytest.raises(CommandError) as refused:
            await ask_in_a_form(room, text)
        assert refused.value.outcome is Outcome.INVALID


HOSTILE = [
    "\\" * 100_000,
    "\\\n" * 50_000,
    "FROM a\nRUN " + "\\\\" * 49_000,
    "FROM a\nRUN " + "```\\\n" * 19_000,
    "FROM @everyone\nRUN " + "<@1> <!channel> @here " * 4_000,
    "FROM a\nRUN " + "'" * 99_000,
    "FROM a\nRUN " + '"' * 99_001,
    "FROM a\nRUN " + "(" * 99_000,
    "FROM a\nRUN " + "$(" * 49_000,
    "FROM a\nRUN " + "a&&" * 33_000,
    "FROM a\nRUN " + "--a " * 24_000,
    "FROM a\nRUN " + "<<a " * 24_000,
    "FROM a\nCMD " + "[" * 99_000,
    "FROM a\nENV " + "a=b " * 24_000,
    "FROM a\nLABEL " + "=" * 99_000,
    "FROM " + "${a:-" * 19_000,
    "FROM a\nCOPY " + "./ " * 33_000,
    "FROM a\n" + "RUN a\n" * 999,
    "FROM a\n" + "COPY . .\n" * 500 + "RUN npm ci\n" * 499,
    "FROM a\n" + "COPY a /b/\n" * 500 + "RUN chmod -R 1 /b\n" * 499,
    "FROM a AS b\n" * 1000,
    "FROM a AS b\n" + "FROM b AS b\n" * 999,
    "ARG A=" + "$A" * 40_000 + "\nFROM $A",
    "FROM a\nRUN " + " " * 99_000 + "#",
    "FROM a\nRUN a " + "#" * 99_000,
    "#" + " " * 99_000 + "=",
    "FROM a\nRUN \x1b[31m\u202e\u2066" + "\x00" * 1000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:24]) for text in HOSTILE])
def test_text_that_means_harm_is_told_quickly_and_in_short(text: str) -> None:
    began = time.process_time()
    told = plain(Reply(tuple(part for part in parts(text) if not isinstance(part, File))))
    assert time.process_time() - began < 3
    assert len(told) < 60_000
    assert not set(told) & set("\x00\x1b\u202e\u2066")


@given(st.text(max_size=300))
def test_any_text_is_told(text: str) -> None:
    assert plain(Reply(parts(text)))
