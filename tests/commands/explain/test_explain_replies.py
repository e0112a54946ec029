"""What `/ship explain` answers in chat: short first, everything on demand, a container in sentences."""

from __future__ import annotations

import pytest
from room import Room, buttons

from commands.explain import explain
from commands.explain.outcome import effect_sentences
from commands.explain.parts import full_parts
from commands.plain import plain, plain_text
from commands.reply import Facts, Outcome

MANY = "docker build -t x .\ndocker run -d --name web nginx:1\ndocker logs web\ndocker ps -a"
LAYERED = "docker run -v /:/host -p 80:80 --privileged -e PASSWORD=x --link db nginx"

IN_SENTENCES = [
    (
        "docker run --rm -it -v $(pwd):/app python:3.11 python /app/script.py",
        (
            "A new container from python:3.11 runs python /app/script.py. It sees the folder you are in as /app. "
            "When it ends it is removed; what it wrote to the folders from outside stays."
        ),
    ),
    (
        "docker run -d -p 8080:80 nginx:1",
        (
            "In the background, a new container from nginx:1 runs the program that the image names. "
            "Port 8080 of your machine leads to its port 80. "
            "When it ends it stays, stopped, with what it wrote, until docker rm."
        ),
    ),
    (
        "docker run -d --restart always -v data:/var/lib/x:ro x:1",
        (
            "In the background, a new container from x:1 runs the program that the image names. "
            "It sees the volume data as /var/lib/x and can't change it. "
            "When it ends, the engine starts it again, until you stop it."
        ),
    ),
    (
        "docker run --restart on-failure:3 --network host -v ~/x:/y x:1",
        (
            "A new container from x:1 runs the program that the image names. "
            "It shares your machine's network, with all its ports. It sees your ~/x as /y. "
            "When it fails, the engine starts it again."
        ),
    ),
    (
        "docker run --rm --network none --entrypoint sh alpine:3 -c ls",
        (
            "A new container from alpine:3 runs sh -c ls. It has no network. "
            "When it ends it is removed, with everything that it wrote."
        ),
    ),
    (
        "docker create -p 80 -p 1-4:1-4 alpine:3",
        (
            "A container is made from alpine:3, but not started. 5 ports of your machine lead into it. "
            "When it ends it stays, stopped, with what it wrote, until docker rm."
        ),
    ),
    (
        "docker run --rm -p 80 -v aa:/a -v bb:/b -v cc:/c -v dd:/d alpine:3",
        (
            "A new container from alpine:3 runs the program that the image names. "
            "A free port of your machine leads to its port 80. It sees 4 folders from outside. "
            "When it ends it is removed; what it wrote to the folders from outside stays."
        ),
    ),
]


@pytest.mark.parametrize(("line", "told"), IN_SENTENCES)
def test_the_container_is_told_in_sentences(line: str, told: str) -> None:
    reading = explain(line).lines[0]
    assert reading.effect is not None
    assert plain_text(effect_sentences(reading.effect, started=reading.canonical == "container run")) == told


def marks(told: str) -> int:
    """Counts the pieces of advice, each of which begins with its mark."""
    return sum(told.count(mark) for mark in "ℹ⚠⛔")


async def test_a_short_answer_gives_the_most_urgent_advice_and_more_gives_all(room: Room) -> None:
    short = await room.ask(f"/ship explain {LAYERED}")
    more, share = buttons(short)
    whole = await room.say(more.line)
    assert (more.label, share.label) == ("More", "Share")
    assert marks(plain(short)) == 2
    assert marks(whole) == len(explain(LAYERED).lines[0].advice) > 2
    assert "What you get" in whole


async def test_where_all_is_said_there_is_no_more(room: Room) -> None:
    assert [button.label for button in buttons(await room.ask("/ship explain docker ps"))] == ["Share"]


async def test_of_a_long_paste_a_line_for_each_command_is_told_first(room: Room) -> None:
    short = await room.ask(f"/ship explain {MANY}")
    (facts,) = [part for part in short.parts if isinstance(part, Facts)]
    assert [name for name, _ in facts.items] == MANY.splitlines()
    whole = await room.say(buttons(short)[0].line)
    assert "Keeps" not in plain_text(facts.items[0][1])
    assert all(line in whole for line in MANY.splitlines())


async def test_nobody_gets_more_of_what_another_asked(room: Room) -> None:
    more, _ = buttons(await room.ask(f"/ship explain {LAYERED}", "ana"))
    assert await room.say(more.line, "ben") == "There is nothing of yours under that number: ask again."
    assert await room.outcome(more.line, "ben") is Outcome.NOT_FOUND


async def test_a_shared_explanation_is_the_short_one(room: Room) -> None:
    _, share = buttons(await room.ask(f"/ship explain {LAYERED}"))
    shared = await room.say(share.line)
    assert shared.startswith("Ana asked:")
    assert "What you get" not in shared


def test_words_of_which_the_same_is_to_be_said_are_told_together() -> None:
    told = [part for part in full_parts(explain("docker exec web ls -l \\\n  /a /b")) if isinstance(part, Facts)]
    assert [name for name, _ in told[0].items] == ["docker", "exec", "web", "ls", "-l /a /b"]
