"""What images say of themselves, all the way from a registry to each platform's message."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from databases import sqlite_url
from engine.fake_registry import FakeRegistry, Handler, answering, serving
from engine.images import Image, Step, image, index_of, manifest_of, with_first_layer
from engine.local import LocalEngine
from payloads import check_slack_message
from rich.console import Console
from room import Room, open_room

from bot.adapters.discord.render import render as on_discord
from bot.adapters.jsonl.encode import message as as_json
from bot.adapters.slack.render import render as on_slack
from bot.adapters.terminal.render import render as in_terminal
from commands.plain import plain
from commands.reply import Outcome, Reply
from commands.request import Audience

HOSTILE = [
    "@everyone @here", "<!channel> <!here>", "<@1> <@U1> <@&2> <#3>", "``` ```` `` `", "\x1b[31mred\x1b[2J",
    "\x1b]8;;http://evil.example\x07link\x1b]8;;\x07", "\x1b]0;title\x07", "\u202etxt.exe\u2066x", "[x](https://evil.example)",
    "<https://evil.example|bank>", "\x00\x07\x08\x7f\x9b", "https://evil.example/", "A" * 300_000,
]  # fmt: skip


def lying(text: str) -> Image:
    """Says a text everywhere that an image can say something."""
    made = image(
        Step(f"RUN /bin/sh -c {text} # buildkit", {"f": b"x"}, comment=text),
        Step(f"/bin/sh -c #(nop) CMD [{text}]"),
        Step(text, {text.replace("\0", "")[:90] or "g": b"y"}),
        config={
            "Cmd": [text],
            "Entrypoint": [text],
            "Env": [f"A={text}"],
            "User": text,
            "WorkingDir": text,
            "ExposedPorts": {text: {}},
            "Volumes": {text: {}},
            "Labels": {"org.opencontainers.image.base.name": text, text: text},
            "StopSignal": text,
        },
    )
    config = json.dumps(json.loads(made.config) | {"author": text}).encode()
    return replace(made, config=config, manifest=manifest_of(config, made.layers))


@pytest.fixture
async def registry() -> AsyncIterator[FakeRegistry]:
    async with serving(lying("x")) as fake:
        yield fake


@pytest.fixture
async def room(engine: LocalEngine, registry: FakeRegistry, tmp_path: Path) -> AsyncIterator[Room]:
    """A group whose registry lies; nothing is pulled, so that the engine is only asked for its platform."""
    async with open_room(sqlite_url(tmp_path), hosts=(engine.address,), mirror=registry.url) as opened:
        yield opened


def on_each_platform(shown: Reply) -> dict[str, str]:
    """What the platforms are sent, as text."""
    console = Console(file=StringIO(), width=80, force_terminal=True, color_system="truecolor")
    console.print(in_terminal(shown))
    assert isinstance(console.file, StringIO)
    slack = on_slack(shown)
    check_slack_message({"channel": "C1", "text": slack.text, "blocks": slack.blocks})
    return {
        "discord": "\n".join(each["content"] for each in on_discord(shown).components if each["type"] == 10),
        "slack": slack.text,
        "terminal": re.sub(r"\x1b\[[0-9;]*m", "", console.file.getvalue()),
        "jsonl": as_json(shown, to="1", message_id="m", version=0, audience=Audience.EVERYONE)["text"],
    }


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[1:14])
@pytest.mark.parametrize("line", ["/docker history alpine", "/docker history --no-trunc alpine", "/ship layers alpine",
                                  "/ship compare alpine busybox"])  # fmt: skip
async def test_whatever_an_image_says_is_shown_harmless_everywhere(
    room: Room, registry: FakeRegistry, line: str, text: str
) -> None:
    registry.served = lying(text)
    answered = await room.ask(line)
    shown = on_each_platform(answered)
    assert answered.outcome is (Outcome.TOO_LARGE if len(text) > 100_000 else Outcome.OK)
    for told in shown.values():
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", told)
    assert not re.search(r"<[!@#]", shown["slack"])
    assert shown["discord"].count("```") % 2 == 0
    outside = re.sub(r"```.*?```|(`+)(?!`).*?(?<!`)\1(?!`)", "", re.sub(r"\\.", "", shown["discord"]), flags=re.DOTALL)
    assert not re.search(r"@(everyone|here)|<@|<#|https?://", outside)
    assert on_discord(answered).mentions == ()


async def test_long_texts_are_cut_and_the_message_still_fits(room: Room, registry: FakeRegistry) -> None:
    registry.served = lying("B" * 60_000)
    shown = await room.ask("/docker history --no-trunc alpine")
    assert shown.outcome is Outcome.OK
    assert "B" * 2001 not in plain(shown)
    assert sum(len(each["content"]) for each in on_discord(shown).components if each["type"] == 10) <= 4000


PLAIN = lying("x")


@pytest.mark.parametrize(
    ("part", "handler", "outcome", "words"),
    [
        ("/manifests/", answering(429, Retry_After="120"), Outcome.RATE_LIMITED, "wants a pause"),
        ("/manifests/", answering(401), Outcome.NOT_FOUND, "is private or does not exist"),
        ("/manifests/", answering(403), Outcome.NOT_FOUND, "is private or does not exist"),
        ("/manifests/", answering(404), Outcome.NOT_FOUND, "There is no alpine:latest in Docker Hub"),
        ("/manifests/", answering(500, b"<!channel> oops"), Outcome.UNAVAILABLE, "has trouble (HTTP 500)"),
        ("/manifests/", answering(302, Location="http://169.254.169.254/"), Outcome.REFUSED, "an address inside a network"),
        ("/manifests/", answering(200, b" " * 5_000_000), Outcome.TOO_LARGE, "manifest is 5 MB"),
        ("/manifests/", answering(200, b'{"schemaVersion": 1}'), Outcome.REFUSED, "manifest schema 1"),
        (PLAIN.id, answering(200, b"{}"), Outcome.REFUSED, "other than what its digest promises"),
        (PLAIN.id, answering(404), Outcome.NOT_FOUND, "There is no alpine:latest"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("line", ["/docker pull alpine", "/docker history alpine", "/ship compare alpine busybox"])
async def test_each_way_a_registry_fails_has_its_own_words_in_chat(
    room: Room, registry: FakeRegistry, line: str, part: str, handler: Handler, outcome: Outcome, words: str
) -> None:
    registry.served = PLAIN
    registry.instead[part] = handler
    answered = await room.ask(line)
    assert answered.outcome is outcome
    assert words in plain(answered)
    assert "oops" not in plain(answered)
    assert "169.254" not in plain(answered)


@pytest.mark.parametrize(
    ("made", "outcome", "words"),
    [
        (index_of({f"linux/arch{number}": PLAIN for number in range(2000)}), Outcome.TOO_LARGE, "2,000 platforms"),
        (index_of({"windows/amd64": PLAIN}), Outcome.REFUSED, "It is there for windows/amd64."),
        (with_first_layer(PLAIN, urls=["http://10.0.0.1/"]), Outcome.REFUSED, "from outside its registry"),
        (
            with_first_layer(PLAIN, mediaType="application/x-tar"),
            Outcome.REFUSED,
            "of a kind that docker does not know",
        ),
        (
            with_first_layer(PLAIN, mediaType="application/vnd.oci.image.layer.v1.tar+zstd"),
            Outcome.REFUSED,
            "with zstd",
        ),
        (image(Step("ADD f /", {"f": b""}), *[Step("ENV A=b")] * 10_000), Outcome.TOO_LARGE, "10,001 steps"),
    ],
    ids=["2000 entries", "other platform", "foreign", "unknown kind", "zstd", "10000 steps"],
)
async def test_each_kind_of_image_that_cannot_be_had_is_refused_with_the_figure(
    room: Room, registry: FakeRegistry, made: Image, outcome: Outcome, words: str
) -> None:
    registry.served = made
    for line in ("/docker pull alpine", "/docker history alpine", "/ship layers alpine"):
        answered = await room.ask(line)
        assert (answered.outcome, words in plain(answered)) == (outcome, True)
        assert answered.parts != ()


@pytest.mark.parametrize(
    ("flags", "outcome", "words"),
    [
        ("--all-tags alpine", Outcome.REFUSED, "would fetch every version there is"),
        ("-a alpine", Outcome.REFUSED, "would fetch every version there is"),
        ("--platform windows/amd64 alpine", Outcome.REFUSED, "isn't the platform of the sandbox"),
        ("--platform=linux/arm64 alpine", Outcome.REFUSED, "isn't the platform of the sandbox"),
        ("--disable-content-trust=maybe alpine", Outcome.INVALID, "--disable-content-trust"),
        ("--disable-content-trust --all-tags=true alpine", Outcome.REFUSED, "would fetch every version there is"),
        ("--privileged alpine", Outcome.INVALID, "no option --privileged"),
        ("alpine busybox", Outcome.INVALID, "too much"),
    ],
)
async def test_flags_of_a_pull_are_refused_in_words_or_read_as_docker_does(
    room: Room, registry: FakeRegistry, flags: str, outcome: Outcome, words: str
) -> None:
    answered = await room.ask(f"/docker pull {flags}")
    assert (answered.outcome, words in plain(answered)) == (outcome, True)
    assert registry.asked == []


async def test_a_history_may_name_the_platform_that_there_is(room: Room) -> None:
    assert await room.outcome("/docker history --platform linux/amd64 alpine") is Outcome.OK
    assert await room.outcome("/docker history --platform windows/amd64 alpine") is Outcome.REFUSED
