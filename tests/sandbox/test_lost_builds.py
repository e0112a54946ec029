"""What becomes of a build whose engine or process is killed in the middle of it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from build_orders import order
from engine.hosts import SMALL, host_folder, pid_of, seconds_until
from engine.ledger import MakeSandbox
from engine.local import LocalEngine

from sandbox.builds.values import Building
from sandbox.daemon import address_of, status, up
from sandbox.engine import Engine
from sandbox.errors import Unavailable
from sandbox.host import Sandbox
from sandbox.values import Asker

SLOW = order("FROM busybox", "RUN sleep 100")


@pytest.fixture
def folder(engine: LocalEngine) -> Iterator[Path]:
    with host_folder() as made:
        up(made, engine.mirror, disk=SMALL)
        yield made


@pytest.fixture
async def own(folder: Path) -> AsyncIterator[Engine]:
    direct = Engine(address_of(folder))
    yield direct
    await direct.close()


async def build_and_kill(sandbox: Sandbox, folder: Path, own: Engine) -> None:
    async for version in sandbox.builds.build(SLOW, Asker("ducks", "ana")):
        if isinstance(version, Building) and await own.containers.list({}, running=True):
            with suppress(ProcessLookupError):
                os.kill(pid_of(folder), signal.SIGKILL)


async def until_empty(own: Engine) -> None:
    async with asyncio.timeout(30):
        while await own.containers.list({}):
            await asyncio.sleep(0.2)


async def test_after_a_kill_of_dockerd_the_learner_is_told_and_no_container_is_left(
    folder: Path, make_sandbox: MakeSandbox, own: Engine
) -> None:
    sandbox = make_sandbox(hosts=(address_of(folder),))
    with pytest.raises(Unavailable):
        await build_and_kill(sandbox, folder, own)
    seconds_until(lambda: status(folder).answers)
    await until_empty(own)


async def test_after_a_kill_of_both_the_next_process_finds_what_was_left_and_leaves_its_own_builds_alone(
    folder: Path, make_sandbox: MakeSandbox, own: Engine
) -> None:
    lost = make_sandbox(hosts=(address_of(folder),))
    with pytest.raises(Unavailable):
        await build_and_kill(lost, folder, own)
    await lost.close()
    seconds_until(lambda: status(folder).answers)
    (left,) = await own.containers.list({})
    mine = make_sandbox(hosts=(address_of(folder),))
    building = mine.builds.build(SLOW, Asker("ducks", "ana"))
    while len(await own.containers.list({})) < 2:
        await anext(building)
    (recovered,) = await mine.recover()
    assert recovered.removed == (left.id,)
    assert len(await own.containers.list({}, running=True)) == 1
    await building.aclose()
    await until_empty(own)
