"""Every lab on a real engine: its own solution reaches its goal, nothing less does, and a reset leaves nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from databases import sqlite_url
from engine.local import LocalEngine
from room import Room, open_room

from commands.recovery import Recovery
from commands.reply import Outcome
from commands.store.groups import names
from content.goals import Kind, read_other, values_at
from content.lab_bank import load_labs
from content.labs import Lab

LABS = load_labs().labs

BASES = {"alpine:latest", "busybox:latest"}
"""What labs begin from; other labs need it, too."""

_READ = re.compile(r"<(?P<other>[^<>\s]+\)\.[^<>\s]+)>")
"""What a learner reads off the sandbox and types: `<image(busybox).Id>`."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(engine: LocalEngine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    """One study group for all labs, whose sandbox is the real engine of the tests."""
    engine.forget_images()
    folder: Path = tmp_path_factory.mktemp("labs")
    async with open_room(sqlite_url(folder), hosts=(engine.address,), mirror=engine.mirror) as opened:
        await Recovery(opened.services).look()
        await opened.ask("/ship lab")
        yield opened


async def typed(room: Room, line: str) -> str:
    """Returns a line of a solution with what its learner reads off the sandbox put in."""
    found = _READ.search(line)
    other = read_other(found["other"]) if found else None
    if found is None or other is None:
        return line
    sandbox, (group, *_) = room.services.sandbox, await groups(room)
    inspect = sandbox.inspect_image if other.thing.kind is Kind.IMAGE else sandbox.containers.inspect
    (value, *_) = values_at(await inspect(other.thing.name, group), other.path)
    return await typed(room, line.replace(found[0], value))


async def groups(room: Room) -> list[str]:
    """Returns the groups of the room by the names that the sandbox has for them."""
    async with room.services.store.begin() as transaction:
        return [str(each) for each in await names(transaction)]


async def done(room: Room, lab: Lab, part: int) -> None:
    for line in lab.parts[part].solution:
        await room.ask("/" + await typed(room, line))


@pytest.mark.parametrize("lab", LABS, ids=[lab.name for lab in LABS])
@pytest.mark.asyncio(loop_scope="module")
async def test_its_own_solution_does_it_nothing_less_does_and_a_reset_leaves_nothing(served: Room, lab: Lab) -> None:
    before, check = await left_over(served), f"/ship lab {lab.name} check"
    for number in range(len(lab.parts)):
        assert " missing: go on" in await served.say(check), f"part {number + 1} is there before it is done"
        await done(served, lab, number)
        said = await settled(served, check)
        assert "missing: go on" not in said, said
        assert ("the lab is done" in said) is (number + 1 == len(lab.parts))
    assert await served.outcome(f"/ship lab {lab.name} debrief") is Outcome.OK
    await served.ask(f"/ship lab {lab.name} reset")
    assert await left_over(served) - before <= BASES
    assert not await left_over(served) & {each.name for each in lab.things}
    assert " missing: go on" in await served.say(check)


@pytest.mark.asyncio(loop_scope="module")
async def test_two_of_a_group_do_a_lab_side_by_side(served: Room) -> None:
    await served.ask("/docker run -d --name web1 busybox sleep 300", "ben")
    said = await served.say("/ship lab two-from-one check", "ana")
    assert "○ There is no web1 of yours yet" in said
    assert "The one here is somebody else's: call yours web1-ana." in said
    for name in ("web1-ana", "web2-ana"):
        await served.ask(f"/docker run -d --name {name} busybox sleep 300", "ana")
    assert "the lab is done" in await served.say("/ship lab two-from-one check", "ana")
    assert "✓ two-from-one" not in await served.say("/ship lab", "ben")
    said = await served.say("/ship lab two-from-one reset", "ana")
    assert "Removed: container web1-ana, container web2-ana." in said
    assert "web1" in await left_over(served)
    assert "Removed: container web1." in await served.say("/ship lab two-from-one reset", "ben")


@pytest.mark.asyncio(loop_scope="module")
async def test_a_check_says_what_it_sees_where_that_is_not_enough(served: Room) -> None:
    await served.ask("/docker run --name hungry --memory 32m busybox true", "ana")
    said = await served.say("/ship lab out-of-memory check", "ana")
    assert "There is no hungry of yours yet with a limit of 16 MiB. Seen there: HostConfig.Memory is 33554432." in said
    await served.ask("/ship lab out-of-memory reset", "ana")


@pytest.mark.asyncio(loop_scope="module")
async def test_a_reset_leaves_an_image_that_somebody_needs(served: Room) -> None:
    await served.ask("/docker run --name needs-it alpine true", "ben")
    said = await served.say("/ship lab read-a-history reset", "ana")
    assert "Left as it is: The container needs-it uses this image." in said
    assert "alpine:latest" in await left_over(served)
    await served.ask("/docker rm needs-it", "ben")


async def settled(room: Room, check: str) -> str:
    """Returns what a check says once the sandbox has put away what ended: with `--rm` that takes it a moment."""
    for _ in range(10):
        said = await room.say(check)
        if "missing: go on" not in said:
            break
        await asyncio.sleep(0.2)
    return said


async def left_over(room: Room) -> set[str]:
    """Returns the names of everything the group has on the sandbox."""
    sandbox, (group, *_) = room.services.sandbox, await groups(room)
    images = {each.reference.familiar for each in await sandbox.images(group)}
    containers = {each.name for each in await sandbox.containers.list(group, all=True)}
    return images | containers | {each.name for each in await sandbox.volumes.list(group)}
