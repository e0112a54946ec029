"""`/docker run` and what follows it, on a real engine with a real registry, as a group hears it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from databases import sqlite_url
from engine.local import LocalEngine
from room import Room, buttons, open_room

from commands.core import answer, suggest
from commands.plain import plain
from commands.reply import CodeBlock, File, Outcome, Reply, Table


@pytest.fixture
async def room(engine: LocalEngine, tmp_path: Path) -> AsyncIterator[Room]:
    """A study group whose sandbox is the real engine of the tests, with nothing left there afterwards."""
    async with open_room(sqlite_url(tmp_path), hosts=(engine.address,), mirror=engine.mirror) as opened:
        await opened.ask("/docker pull alpine")
        yield opened
        for each in names(await opened.ask("/docker ps -aq")):
            await opened.ask(f"/docker rm -f {each}")
        for each in names(await opened.ask("/docker volume ls -q")):
            await opened.ask(f"/docker volume rm -f {each}")


def names(reply: Reply) -> list[str]:
    return [word for part in reply.parts if isinstance(part, CodeBlock) for word in part.text.split()]


def code(reply: Reply) -> str:
    (found,) = [part.text for part in reply.parts if isinstance(part, CodeBlock)]
    return found.strip()


def table(reply: Reply) -> Table:
    (found,) = [part for part in reply.parts if isinstance(part, Table)]
    return found


async def test_a_run_shows_its_output_and_how_it_ended(room: Room) -> None:
    versions = await room.versions("/docker run --rm alpine echo hello")
    assert versions[-1].outcome is Outcome.OK
    assert plain(versions[-1]).startswith(
        "hello\n\n\nIt ended well (exit code 0).\n\nRan: docker run --rm alpine echo hello\nTook: "
    )
    assert plain(versions[-1]).endswith("The container is removed.")
    assert [each.label for version in versions[:-1] for each in buttons(version)] == ["Cancel"] * (len(versions) - 1)


async def test_an_exit_code_of_the_program_s_own_is_no_failure_of_ours(room: Room) -> None:
    answered = await room.ask("/docker run --name three alpine sh -c 'echo oh; exit 3'")
    assert answered.outcome is Outcome.OK
    assert "It ended with exit code 3; what that means is up to the program." in plain(answered)
    assert "The container three stays: /docker rm three removes it." in plain(answered)


async def test_a_program_that_is_not_there_is_told_apart_from_one_that_failed(room: Room) -> None:
    answered = await room.ask("/docker run --rm alpine nosuchprogram")
    assert answered.outcome is Outcome.INVALID
    assert plain(answered).startswith("There is no program nosuchprogram in the image. (exit code 127)\n\nRan: ")


async def test_an_image_that_is_not_here_is_pulled_first(room: Room) -> None:
    await room.ask("/docker rmi -f busybox")
    assert code(await room.ask("/docker run --rm busybox echo pulled")) == "pulled"


async def test_a_terminal_and_ports_are_said_to_be_without_effect(room: Room) -> None:
    told = await room.say("/docker run -it --rm -p 8080:80 alpine echo hi")
    assert "A chat is no terminal: it runs as without -it." in told
    assert "Containers here reach no network, so -p 8080:80 opens nothing. On your own machine: " in told


async def test_output_too_long_for_a_chat_comes_as_a_file(room: Room) -> None:
    answered = await room.ask("/docker run --rm alpine seq 1 5000")
    (file,) = [part for part in answered.parts if isinstance(part, File)]
    assert file.data.split() == [str(number).encode() for number in range(1, 5001)]
    assert code(answered).endswith("\n5000")


async def test_output_that_would_steer_is_shown_harmless(room: Room) -> None:
    answered = await room.ask(r"/docker run --rm alpine echo -e '\033[31m```\n@everyone \xe2\x80\xaex'")
    assert code(answered) == "```\n@everyone ⟨U+202E⟩x"


async def test_a_container_in_the_background_is_seen_from_its_start_to_its_removal(room: Room) -> None:
    started = await room.ask("/docker run -d --name web alpine sh -c 'echo ready; sleep 100'")
    assert len(code(started)) == 64
    assert [each.line for each in buttons(started)] == ["docker logs web", "docker stop web"]

    listed = table(await room.ask("/docker ps"))
    assert listed.header == ("CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES")
    (row,) = listed.rows
    assert (row[0], row[1], row[2], row[6]) == (code(started)[:12], "alpine", '"sh -c \'echo ready; …"', "web")
    assert row[4].startswith("Up ")
    assert code(await room.ask("/docker ps -q --no-trunc")) == code(started)
    assert code(await room.ask("/docker ps --format '{{.Names}}: {{.State}}'")) == "web: running"
    assert table(await room.ask("/docker ps -f name=nothing")).rows == ()

    assert code(await room.ask("/docker logs web")) == "ready"
    assert code(await room.ask("/docker exec -e A=1 web sh -c 'echo $A; id -u'")) == "1\n0"
    assert "sleep 100" in plain(await room.ask("/docker top web"))
    assert table(await room.ask("/docker stats --no-stream")).rows[0][1] == "web"
    assert code(await room.ask("/docker inspect -f '{{.State.Status}}' web")) == "running"

    assert code(await room.ask("/docker stop -t 1 web")) == "web"
    assert code(await room.ask("/docker ps -a --filter status=exited --format '{{.Names}}'")) == "web"
    assert table(await room.ask("/docker ps")).rows == ()
    assert code(await room.ask("/docker rm web")) == "web"
    assert await room.outcome("/docker logs web") is Outcome.NOT_FOUND


async def test_a_run_is_stopped_by_its_button_and_leaves_nothing(room: Room) -> None:
    seen: list[Reply] = []

    async def watch() -> None:
        async for version in answer("/docker run --rm --name endless alpine sleep 50", room.asker(), room.services):
            seen.append(version)  # noqa: PERF401 - read while it grows

    running = asyncio.create_task(watch())
    while "endless" not in await room.say("/docker ps"):
        await asyncio.sleep(0.1)
    (cancel,) = buttons(seen[-1])
    assert await room.say(cancel.line) == "Stopped."
    await running
    assert seen[-1].outcome is Outcome.CANCELLED
    assert table(await room.ask("/docker ps -a")).rows == ()


async def test_what_a_container_changed_is_listed(room: Room) -> None:
    await room.ask("/docker run --name writer alpine sh -c 'echo x > /new'")
    assert "A /new" in code(await room.ask("/docker diff writer"))


async def test_a_volume_outlives_the_container_that_wrote_to_it(room: Room) -> None:
    assert code(await room.ask("/docker volume create --label use=notes notes")) == "notes"
    await room.ask("/docker run --rm -v notes:/n alpine sh -c 'echo kept > /n/file'")
    assert code(await room.ask("/docker run --rm -v notes:/n:ro alpine cat /n/file")) == "kept"
    assert table(await room.ask("/docker volume ls -f label=use")).rows == (("local", "notes"),)
    assert code(await room.ask("/docker volume inspect -f '{{.Name}}' notes")) == "notes"
    assert code(await room.ask("/docker volume rm notes")) == "notes"


async def test_images_are_named_anew_inspected_and_removed(room: Room) -> None:
    await room.ask("/docker tag alpine mine:1")
    assert {row[0] for row in table(await room.ask("/docker images")).rows} >= {"alpine", "mine"}
    assert all(row[2].startswith("sha256:") for row in table(await room.ask("/docker images --digests alpine")).rows)
    (facts,) = json.loads(code(await room.ask("/docker image inspect mine:1")))
    assert facts["Config"]["Cmd"] == ["/bin/sh"]
    assert "Untagged: mine:1" in code(await room.ask("/docker rmi mine:1"))
    assert {row[0] for row in table(await room.ask("/docker images")).rows} == {"alpine"}


async def test_several_containers_are_taken_in_turn_and_the_missing_one_is_told(room: Room) -> None:
    await room.ask("/docker run --name one alpine true")
    answered = await room.ask("/docker rm one two")
    assert answered.outcome is Outcome.NOT_FOUND
    assert plain(answered) == "one\n\nNo such container: two. See which there are: docker ps --all"


async def test_a_prune_asks_before_and_tells_what_went(room: Room) -> None:
    await room.ask("/docker run --name old alpine true")
    asked = await room.ask("/docker container prune")
    assert [each.line for each in buttons(asked)] == ["docker container prune -f"]
    assert "old" in await room.say("/docker ps -a")
    started = code(await room.ask("/docker ps -a -q --no-trunc"))
    told = await room.say("/docker container prune -f")
    assert told.startswith(f"Deleted Containers:\n{started}\n\nTotal reclaimed space: ")


async def test_another_group_finds_nothing_of_it(room: Room) -> None:
    started = code(await room.ask("/docker run -d --name ours alpine sleep 60"))
    other = room.elsewhere("guild-2")
    for name in ("ours", started, started[:12]):
        for line in ("logs {}", "exec {} id", "stop {}", "rm -f {}", "inspect {}", "top {}", "diff {}", "start {}"):
            assert await other.outcome(f"/docker {line.format(name)}") is Outcome.NOT_FOUND
    assert table(await other.ask("/docker ps -a")).rows == ()


async def test_a_template_is_refused_for_a_field_that_docker_lacks(room: Room) -> None:
    await room.ask("/docker run --name fields alpine true")
    answered = await room.ask("/docker ps -a --format '{{.Nope}}'")
    assert answered.outcome is Outcome.INVALID
    assert "There is no field .Nope. There are .ID, .Image" in plain(answered)


async def test_what_the_group_uses_is_summed_up(room: Room) -> None:
    used = table(await room.ask("/docker system df"))
    assert used.header == ("TYPE", "TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE")
    assert used.rows[0][:2] == ("Images", "1")
    assert (await room.say("/docker version")).startswith("Server: Docker Engine ")
    assert "Images: 1" in await room.say("/docker info")


async def test_own_containers_images_and_commands_are_suggested(room: Room) -> None:
    await room.ask("/docker run --name webserver alpine true")

    async def suggested(typed: str) -> list[str]:
        return await suggest("docker", "line", typed, room.asker(), room.services)

    assert await suggested("log") == ["logs "]
    assert await suggested("logs w") == ["logs webserver"]
    assert await suggested("run --rm al") == ["run --rm alpine:latest"]
    assert await suggested("volume cr") == ["volume create "]
    assert "run --read-only" in await suggested("run --r")
    assert await suggested("logs --nope ") == []


async def test_a_captain_sees_what_the_group_uses_and_nobody_else_does(room: Room) -> None:
    await room.ask("/docker run --name lab alpine true", "ben")
    told = await room.say("/ship admin sandbox", captain=True)
    assert told.startswith("Your group's sandbox\n\nImages: 1, ")
    assert "Ben" in told
    assert "lab" in told
    assert await room.outcome("/ship admin sandbox") is Outcome.REFUSED
    assert "lab" not in await room.elsewhere("guild-2").say("/ship admin sandbox", captain=True)
