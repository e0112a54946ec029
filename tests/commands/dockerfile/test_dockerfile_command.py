"""`/ship dockerfile` in a study group, also for those who mean harm."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from room import Room, buttons

from commands.attachment import LARGEST, Attachment
from commands.catalogue import REGISTRY
from commands.dockerfile import read_dockerfile
from commands.dockerfile.advice import advise
from commands.dockerfile.command import LONGEST, dockerfile, unfenced
from commands.dockerfile.parts import Findings, full_parts
from commands.dockerfile.rewriting import rewrite
from commands.errors import CommandError
from commands.plain import plain, plain_text
from commands.registry import Call
from commands.reply import CodeBlock, File, Form, Outcome, Part, Reply

SMALL = "FROM alpine:3.20\nRUN apk add curl\nRUN apk add git\nUSER 1000\nCMD curl --version"


def parts(text: str) -> tuple[Part, ...]:
    """Returns the explanation without hadolint's findings."""
    read = read_dockerfile(text)
    advice = tuple(advise(read))
    return full_parts(Findings(read, advice, advice, rewrite(text), linted=True))


async def whole(room: Room, text: str) -> Reply:
    """Returns what *More* tells about a file."""
    more, _ = buttons(await room.ask(f"/ship dockerfile {text}"))
    return await room.ask(more.line)


async def test_without_a_text_a_form_is_offered_with_room_for_a_paste_and_a_file(room: Room) -> None:
    (form,) = [part for part in (await room.ask("/ship dockerfile")).parts if isinstance(part, Form)]
    text, file = form.fields
    assert (form.command, text.name, text.long, file.name, file.file) == ("dockerfile", "text", True, "file", True)
    assert [each.name for each in dockerfile.parameters] == ["text", "file"]


async def test_the_answer_is_short_first(room: Room) -> None:
    assert await room.say(f"/ship dockerfile {SMALL}") == (
        "The image adds 2 layers to alpine:3.20 and starts curl --version as 1000.\n\n"
        "Most urgent\n\n"
        '⚠ Line 5: A shell starts in front of the program and keeps docker stop\'s signal to itself: write a list. For example: CMD ["curl", "--version"]\n\n'
        "ℹ Lines 2, 3: apk keeps its list of packages in this layer; --no-cache leaves it out and makes apk update needless. For example: apk add --no-cache …\n\n"
        "Line by line\n\n"
        "1 FROM: Starts from the image alpine:3.20 and takes over its layers.\n"
        "▣ 2 RUN: Runs apk add curl and keeps what it leaves on the disk.\n"
        "▣ 3 RUN: Runs apk add git and keeps what it leaves on the disk.\n"
        "· 4 USER: From here on the steps and the container run as 1000.\n"
        "· 5 CMD: Starts curl --version through a shell when a container is run, unless docker run gives another command.\n\n"
        "Written anew: 2 → 1 layers\n\n"
        'FROM alpine:3.20\nRUN apk add --no-cache curl \\\n    && apk add --no-cache git\nUSER 1000\nCMD ["curl", "--version"]\n\n\n'
        "[More] more 1\n[Share] share 1"
    )  # fmt: skip


async def test_more_tells_all_of_it(room: Room) -> None:
    assert plain(await whole(room, SMALL)) == (
        "The image adds 2 layers to alpine:3.20 and starts curl --version as 1000.\n\n"
        "Line by line\n\n"
        "1 FROM: Starts from the image alpine:3.20 and takes over its layers.\n"
        "▣ 2 RUN: Runs apk add curl and keeps what it leaves on the disk.\n"
        "▣ 3 RUN: Runs apk add git and keeps what it leaves on the disk.\n"
        "· 4 USER: From here on the steps and the container run as 1000.\n"
        "· 5 CMD: Starts curl --version through a shell when a container is run, unless docker run gives another command.\n\n"
        "▣ makes a layer; · changes only what is noted about the image. A build takes each step from its cache until its text, its files or a step above it have changed.\n\n"
        "The finished image\n\n"
        "Built on: alpine:3.20\n"
        "Layers added: 2, by lines 2 and 3\n"
        "User: 1000\n\n"
        "What would be better\n\n"
        "ℹ Lines 2, 3: apk takes the version of the day: PACKAGE=VERSION keeps the build the same.\n\n"
        "Written anew: 2 → 1 layers\n\n"
        "1. CMD as a list starts the program without a shell, so docker stop reaches it.\n"
        "2. --no-cache: apk reads its list of packages without keeping it, so apk update has nothing to do.\n"
        "3. Steps that follow each other are one now: fewer layers, and what one of them removes is really gone.\n\n"
        'FROM alpine:3.20\nRUN apk add --no-cache curl \\\n    && apk add --no-cache git\nUSER 1000\nCMD ["curl", "--version"]\n\n\n'
        "Dockerfile (113 bytes)"
    )  # fmt: skip


async def test_advice_that_the_new_file_follows_is_told_among_its_reasons_alone(room: Room) -> None:
    told = plain(await whole(room, "FROM a:1\nRUN b\nRUN c\nEXPOSE 80"))
    assert "joined with && they make one" not in told
    assert "Steps that follow each other are one now" in told
    assert "EXPOSE is a note and opens nothing" in told
    assert "joined with && they make one" in plain(await whole(room, "FROM a:1\nRUN b\nRUN c; d"))


async def test_the_new_file_can_be_taken_along_whole(room: Room) -> None:
    shown = await whole(room, SMALL)
    (block,) = [part for part in shown.parts if isinstance(part, CodeBlock)]
    (file,) = [part for part in shown.parts if isinstance(part, File)]
    assert file.name == "Dockerfile"
    assert file.data.decode() == block.text


async def test_of_a_long_new_file_whole_lines_are_shown_first(room: Room) -> None:
    shown = await room.ask("/ship dockerfile FROM a:1\n" + "RUN echo something\n" * 100)
    (block,) = [part for part in shown.parts if isinstance(part, CodeBlock)]
    assert block.text.endswith("&& echo something \\\n…")
    assert len(block.text) <= 1_200


@pytest.mark.parametrize(
    ("before", "heading"),
    [
        ("FROM a:1\nRUN b\nRUN c", "Written anew: 2 → 1 layers"),
        ("FROM a:1\nCMD b", "Written anew, with the same number of layers"),
        (
            "FROM a:1\nWORKDIR /b\nCOPY . .\nRUN npm ci",
            "Written anew, with a layer more that spares most builds the installation",
        ),
    ],
)
async def test_the_new_file_says_what_is_gained(room: Room, before: str, heading: str) -> None:
    assert heading in await room.say(f"/ship dockerfile {before}")


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


async def test_what_is_shared_is_the_short_answer(room: Room) -> None:
    _, share = buttons(await room.ask(f"/ship dockerfile {SMALL}"))
    shared = await room.say(share.line)
    assert shared.startswith("Ana asked:\n\nThe image adds 2 layers")
    assert "The finished image" not in shared


async def test_without_hadolint_the_rest_is_told_and_that_is_said_once(
    room: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    told = plain(await whole(room, SMALL))
    assert told.count("hadolint could not be asked, so its findings are missing here.") == 1
    assert "Written anew: 2 → 1 layers" in told


def attached(data: bytes, name: str = "Dockerfile") -> Call:
    """Returns the call that a platform makes of an attached file."""
    return REGISTRY.call("dockerfile", {}).handing_over({"file": Attachment(name, data)})


async def test_an_attached_file_is_explained_with_more_and_share_like_a_paste(room: Room) -> None:
    shown = await room.ask(attached(f"\ufeff{SMALL}\n".encode()))
    pasted = await room.ask(f"/ship dockerfile {SMALL}")
    assert shown.parts[:-1] == pasted.parts[:-1]
    more, share = buttons(shown)
    assert "The finished image" in await room.say(more.line)
    assert (await room.say(share.line)).startswith("Ana asked:\n\nThe image adds 2 layers")


async def test_of_the_largest_file_more_and_share_are_there_too(room: Room) -> None:
    large = f"{SMALL}\n# ".encode().ljust(LARGEST, b"x")
    more, share = buttons(await room.ask(attached(large)))
    assert "The finished image" in await room.say(more.line)
    assert (await room.say(share.line)).startswith("Ana asked:")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\x7fELF\x00\x01", "“app” is no text in UTF-8: hand over the file itself, saved as UTF-8."),
        (b"FROM caf\xe9", "“app” is no text in UTF-8: hand over the file itself, saved as UTF-8."),
        ("FROM a".encode("utf-16"), "“app” is saved as UTF-16, which can't be read here: save it as UTF-8."),
        (b" \n", "“app” is empty: a Dockerfile begins with FROM."),
    ],
)
async def test_a_file_that_is_no_dockerfile_is_refused_in_a_sentence(room: Room, data: bytes, sentence: str) -> None:
    shown = await room.ask(attached(data, "app"))
    assert (plain(shown), shown.outcome) == (sentence.replace("“app”", "app"), Outcome.INVALID)


def test_a_file_past_the_limit_is_refused_before_anything_else() -> None:
    with pytest.raises(CommandError) as refused:
        attached(b"x" * (LARGEST + 1))
    assert refused.value.outcome is Outcome.TOO_LARGE
    assert plain_text(refused.value.sentence) == "Dockerfile is too large: a file may have 64 KiB here."


@pytest.mark.parametrize("typed", ["Dockerfile", "./app", "file:x", "docker/Dockerfile.dev", "~/a", "Containerfile"])
async def test_the_name_of_a_file_is_not_taken_for_what_is_in_it(room: Room, typed: str) -> None:
    told = await room.say(f"/ship dockerfile {typed}")
    assert told == f"{typed} is the name of a file that can't be seen from here: attach it, or paste what is in it."


async def test_a_text_past_the_limits_is_refused_in_a_sentence(room: Room) -> None:
    for text in ("#" * (LONGEST + 1), "FROM a\n" * 1001):
        shown = await room.ask(REGISTRY.call("dockerfile", {"text": text}))
        assert plain(shown).startswith("That is too long to read")
        assert shown.outcome is Outcome.INVALID


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
