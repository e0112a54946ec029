"""What is put away after crashes, and what goes after its time."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from engine.ledger import DictLedger, MakeSandbox
from engine.local import LocalEngine
from engine.runs import DUCK, GOOSE, detach, order, run, shell, steps

from sandbox.containers.values import VolumeMount
from sandbox.daemon import down, status, up
from sandbox.engine import Engine
from sandbox.errors import SandboxError, TimedOut, Unavailable
from sandbox.host import Sandbox
from sandbox.values import Asker


class Clock:
    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


async def states(docker: Engine) -> dict[str, str]:
    """What is on the engine, by the part of the name that a group knows."""
    return {each.name.rpartition(".")[2]: each.state for each in await docker.containers.list({})}


async def until_running(sandbox: Sandbox, name: str, group: str = "ducks") -> None:
    while name not in [each.name for each in await sandbox.containers.list(group)]:
        await asyncio.sleep(0.05)


async def crash(sandbox: Sandbox, *running: asyncio.Task[object]) -> None:
    """Ends a sandbox as kill -9 does, as far as its engine can tell: it says nothing more."""
    for place in sandbox._pool.places:
        await place.engine.close()
    for each in running:
        each.cancel()
    await asyncio.wait(running)


async def test_a_restart_puts_away_what_the_lost_process_left(make_sandbox: MakeSandbox, docker: Engine) -> None:
    lost = make_sandbox()
    await run(lost, order(lost, "true", name="ended"))
    await detach(lost, order(lost, "sleep", "100", name="detached", detached=True))
    await detach(lost, order(lost, "sleep", "100", name="passing", detached=True, remove=True), GOOSE)
    front = asyncio.create_task(steps(lost, order(lost, "sleep", "100", name="front")))
    await until_running(lost, "front")
    await crash(lost, front)
    assert set((await states(docker)).values()) == {"running", "exited"}

    began = time.monotonic()
    (recovered,) = await make_sandbox().recover()
    assert await states(docker) == {"ended": "exited", "detached": "exited"}
    assert (len(recovered.removed), len(recovered.stopped), recovered.trouble) == (2, 1, "")
    assert time.monotonic() - began < 10


async def test_what_another_living_process_or_another_installation_has_is_left_alone(
    make_sandbox: MakeSandbox, docker: Engine
) -> None:
    other, alien = make_sandbox(), make_sandbox(installation="elsewhere")
    await detach(other, order(other, "sleep", "100", name="web", detached=True, remove=True))
    await detach(alien, order(alien, "sleep", "100", name="shop", detached=True, remove=True))
    (recovered,) = await make_sandbox().recover(living={other.process})
    assert recovered.removed == recovered.stopped == ()
    assert await states(docker) == {"web": "running", "shop": "running"}
    (own,) = await other.containers.list("ducks")
    assert own.name == "web"


async def test_its_own_containers_are_left_alone(sandbox: Sandbox, docker: Engine) -> None:
    await detach(sandbox, order(sandbox, "sleep", "100", name="web", detached=True))
    front = asyncio.create_task(run(sandbox, order(sandbox, "sleep", "1", name="front")))
    await until_running(sandbox, "front")
    await sandbox.recover()
    assert (await front).exit_code == 0
    assert (await states(docker))["web"] == "running"


async def test_a_sandbox_that_is_closed_leaves_nothing_running(make_sandbox: MakeSandbox, docker: Engine) -> None:
    sandbox, other = make_sandbox(), make_sandbox()
    await detach(sandbox, order(sandbox, "sleep", "100", name="web", detached=True))
    await detach(sandbox, order(sandbox, "sleep", "100", name="passing", detached=True, remove=True))
    await detach(other, order(other, "sleep", "100", name="others", detached=True), GOOSE)
    await sandbox.close()
    assert await states(docker) == {"web": "exited", "others": "running"}


async def test_a_host_that_does_not_answer_is_told_as_trouble(make_sandbox: MakeSandbox) -> None:
    (recovered,) = await make_sandbox(hosts=("unix:///nonexistent/docker.sock",)).recover()
    assert "does not answer" in recovered.trouble


async def test_stopped_containers_go_after_their_time(make_sandbox: MakeSandbox, docker: Engine) -> None:
    sandbox = make_sandbox(stopped_seconds=1)
    await run(sandbox, order(sandbox, "true", name="old"))
    await detach(sandbox, order(sandbox, "sleep", "100", name="web", detached=True))
    await asyncio.sleep(1.2)
    await run(sandbox, order(sandbox, "true", name="new"))
    await sandbox.prune()
    assert await states(docker) == {"new": "exited", "web": "running"}


async def test_unused_volumes_go_after_their_time_and_not_before(make_sandbox: MakeSandbox) -> None:
    clock = Clock()
    sandbox = make_sandbox(clock=clock)
    await sandbox.volumes.create("idle", DUCK)
    await run(sandbox, order(sandbox, "true", volumes=(VolumeMount("used", "/data"),)))
    for days, left in ((6, ["idle", "used"]), (8, ["used"])):
        clock.ahead = timedelta(days=days)
        await sandbox.prune()
        assert [each.name for each in await sandbox.volumes.list("ducks")] == left


async def test_images_that_no_group_has_a_name_for_go_after_their_time(
    make_sandbox: MakeSandbox, docker: Engine, ledger: DictLedger, engine: LocalEngine
) -> None:
    clock = Clock()
    sandbox = make_sandbox(clock=clock)
    for name in ("alpine", "busybox"):
        async for _ in sandbox.pull(sandbox.reference(name), DUCK):
            pass
    await ledger.drop(engine.address, "ducks", "docker.io/library/busybox:latest")
    for ahead, left in ((timedelta(minutes=59), 2), (timedelta(minutes=61), 1)):
        clock.ahead = ahead
        await sandbox.prune()
        assert len((await docker.store()).images) == left


async def test_a_clock_set_back_takes_nothing_away_and_lets_nothing_live_for_ever(make_sandbox: MakeSandbox) -> None:
    clock = Clock()
    sandbox = make_sandbox(clock=clock, detached_seconds=2, stop_seconds=1)
    await sandbox.volumes.create("store", DUCK)
    await detach(sandbox, order(sandbox, "sleep", "100", name="web", detached=True))
    clock.ahead = -timedelta(hours=1)
    await sandbox.prune()
    assert [each.name for each in await sandbox.volumes.list("ducks")] == ["store"]
    assert [each.reference.familiar for each in await sandbox.images("ducks")] == ["alpine:latest"]
    assert await sandbox.containers.wait("web", "ducks") == 137


@pytest.fixture
def other_engine(engine: LocalEngine) -> Iterator[tuple[str, Path]]:
    """The address and folder of a host of this test's own, that may be killed."""
    folder = Path(tempfile.mkdtemp(prefix="shipmate-engine-"))
    try:
        yield up(folder, engine.mirror, disk=1 << 30), folder
    finally:
        down(folder)
        shutil.rmtree(folder)


async def answers(address: str) -> float:
    """Waits until the engine serves again and returns how many seconds that took."""
    began, direct = time.monotonic(), Engine(address)
    while time.monotonic() < began + 60:
        try:
            await direct.answers()
        except SandboxError:
            await asyncio.sleep(0.1)
        else:
            await direct.close()
            return time.monotonic() - began
    raise TimeoutError


async def test_a_killed_engine_is_told_and_the_container_is_put_away_when_it_is_back(
    make_sandbox: MakeSandbox, other_engine: tuple[str, Path]
) -> None:
    address, folder = other_engine
    sandbox = make_sandbox(hosts=(address,))
    front = asyncio.create_task(run(sandbox, order(sandbox, "sleep", "100", name="front", remove=True)))
    await until_running(sandbox, "front")
    pid = status(folder).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    began = time.monotonic()
    with pytest.raises((Unavailable, TimedOut)):
        await front
    assert time.monotonic() - began < 10
    assert await answers(address) < 15
    direct = Engine(address)
    for _ in range(100):
        if not await direct.containers.list({}):
            break
        await asyncio.sleep(0.1)
    assert await states(direct) == {}
    await direct.close()
    assert (await run(sandbox, order(sandbox, "true"))).exit_code == 0


async def test_a_halted_engine_is_told_within_ten_seconds(
    make_sandbox: MakeSandbox, other_engine: tuple[str, Path]
) -> None:
    address, folder = other_engine
    sandbox = make_sandbox(hosts=(address,))
    front = asyncio.create_task(run(sandbox, order(sandbox, "sleep", "100", name="front")))
    await until_running(sandbox, "front")
    pid = status(folder).pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises((Unavailable, TimedOut)):
        await front
    assert time.monotonic() - began < 10
    await answers(address)


async def test_a_groups_things_are_shown_of_the_host_that_answers_only(
    make_sandbox: MakeSandbox, engine: LocalEngine, other_engine: tuple[str, Path]
) -> None:
    sandbox, direct = make_sandbox(hosts=(engine.address, other_engine[0])), Engine(engine.address)
    here, there = dict[str, str](), dict[str, str]()
    while not here or not there:
        group = f"group {len(here) + len(there)}"
        started = await detach(sandbox, shell(sandbox, "sleep 100", detached=True, name="web"), Asker(group, "ana"))
        on_this = started.id in [each.id for each in await direct.containers.list({})]
        (here if on_this else there)[group] = started.id
    await direct.close()
    down(other_engine[1])
    for group, id_ in here.items():
        assert [each.id for each in await sandbox.containers.list(group)] == [id_]
    for group in there:
        assert await sandbox.containers.list(group, all=True) == []
        assert (await run(sandbox, order(sandbox, "true", name="web"), Asker(group, "ana"))).name == "web"
