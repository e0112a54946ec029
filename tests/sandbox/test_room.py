"""What a host with a small disk of its own does when learners want more than it holds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine.hosts import host_folder
from engine.images import Step, busybox, image, noise, push
from engine.ledger import MakeSandbox
from engine.local import LocalEngine
from engine.runs import DUCK, detach, run, shell

from sandbox.containers.values import Reason
from sandbox.daemon import address_of, free_space, up
from sandbox.errors import Unavailable
from sandbox.host import Sandbox
from sandbox.policy import MEBIBYTE, MEGABYTE
from sandbox.values import Asker, Pulled

DISK = 512 * MEBIBYTE
WRITTEN = "dd if=/dev/zero of=/f bs=1048576 count=60"


@pytest.fixture
def folder(engine: LocalEngine) -> Iterator[Path]:
    with host_folder() as made:
        up(made, engine.mirror, disk=DISK)
        yield made


@pytest.fixture
def sandbox(folder: Path, make_sandbox: MakeSandbox) -> Sandbox:
    return make_sandbox(hosts=(address_of(folder),))


async def pull(sandbox: Sandbox, name: str, learner: str = "ana") -> Pulled:
    async for version in sandbox.pull(sandbox.reference(name), Asker(learner, learner)):
        last = version
    assert isinstance(last, Pulled)
    return last


async def test_marks_lie_within_the_disk(sandbox: Sandbox) -> None:
    (status,) = await sandbox.status()
    assert 0 < status.low_mark < status.high_mark < DISK


async def test_pulls_that_do_not_fit_beside_each_other_wait_and_all_end(
    sandbox: Sandbox, folder: Path, engine: LocalEngine
) -> None:
    for number in range(8):
        made = image(Step("ADD fifty /", {"fifty": noise(50 * MEGABYTE, 200 + number)}))
        push(engine.mirror, "tests/fifty", str(number), made)
    least = DISK

    async def watch_the_disk() -> None:
        nonlocal least
        while True:
            least = min(least, free_space(folder)[0])
            await asyncio.sleep(0.01)

    watch = asyncio.create_task(watch_the_disk())
    pulls = await asyncio.gather(*(pull(sandbox, f"tests/fifty:{number}", f"l{number}") for number in range(8)))
    watch.cancel()
    assert len({each.image_id for each in pulls}) == 8
    assert least > sandbox.policy.free_bytes


async def test_an_image_that_is_pulled_to_be_run_is_there_when_it_runs(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(high_mark=0, low_mark=0)
    done = asyncio.Event()

    async def pull_all_the_time(name: str) -> None:
        while not done.is_set():
            await pull(sandbox, name, name)

    pulling = [asyncio.create_task(pull_all_the_time(name)) for name in ("busybox", "python:3.11")]
    for _ in range(10):
        assert (await run(sandbox, shell(sandbox, "true", remove=True, pull="always"))).exit_code == 0
    done.set()
    await asyncio.gather(*pulling)


async def test_what_stopped_containers_wrote_makes_room_for_a_pull(
    sandbox: Sandbox, folder: Path, engine: LocalEngine
) -> None:
    made = image(Step("ADD rootfs /", busybox()), Step("ADD sixty /", {"sixty": noise(60 * MEGABYTE, 300)}))
    push(engine.mirror, "tests/sixty", "latest", made)
    for number in range(5):
        await run(sandbox, shell(sandbox, WRITTEN, name=f"writer{number}"))
    running = await detach(sandbox, shell(sandbox, "sleep 60", name="sleeper", detached=True))
    assert (await pull(sandbox, "tests/sixty")).layers == 2
    left = {each.name for each in await sandbox.containers.list("ducks", all=True)}
    assert running.name in left
    assert len(left) < 6


async def test_a_container_that_fills_the_disk_is_stopped_and_what_was_written_before_goes(
    sandbox: Sandbox, folder: Path
) -> None:
    ended = None
    for number in range(7):
        ended = await run(sandbox, shell(sandbox, f"{WRITTEN}; sleep 2", name=f"writer{number}"))
    assert ended is not None
    assert ended.reason is Reason.DISK_FULL
    async with asyncio.timeout(60):
        while free_space(folder)[0] < sandbox.policy.free_bytes:
            await asyncio.sleep(0.1)
    assert len(await sandbox.containers.list("ducks", all=True)) < 7


async def test_who_writes_too_much_is_not_asked_to_stop_but_killed(sandbox: Sandbox) -> None:
    polite = "trap 'echo begged' TERM; dd if=/dev/zero of=/g bs=1048576 count=20"
    ended = await run(sandbox, shell(sandbox, f"{polite}; {WRITTEN}; while :; do sleep 0.1; done"))
    assert ended.reason is Reason.DISK_FULL
    assert "begged" not in ended.text


async def test_what_would_not_fit_alone_is_refused_with_words(sandbox: Sandbox, engine: LocalEngine) -> None:
    made = image(Step("ADD much /", {"much": noise(160 * MEGABYTE, 400)}))
    push(engine.mirror, "tests/much", "latest", made)
    with pytest.raises(Unavailable, match="no room"):
        await pull(sandbox, "tests/much")
    await pull(sandbox, "alpine")
    assert (await run(sandbox, shell(sandbox, "echo hi"), who=DUCK)).exit_code == 0
