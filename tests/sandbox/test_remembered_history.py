"""What an image is made of never changes under its ID: told once, it is told again without the engine."""

from __future__ import annotations

import pytest
from engine.hosts import SMALL, host_folder
from engine.ledger import DictLedger, MakeSandbox
from engine.local import LocalEngine
from engine.runs import DUCK

from sandbox.daemon import down, up
from sandbox.errors import Unavailable
from sandbox.host import Sandbox
from sandbox.newest import Newest
from sandbox.values import ImageHistory


async def pull(sandbox: Sandbox, name: str) -> None:
    async for _ in sandbox.pull(sandbox.reference(name), DUCK):
        pass


async def history(sandbox: Sandbox, name: str, group: str = "ducks") -> ImageHistory:
    return await sandbox.history(sandbox.reference(name), group)


async def test_a_history_is_told_again_while_the_engine_is_away(engine: LocalEngine, make_sandbox: MakeSandbox) -> None:
    with host_folder() as folder:
        sandbox = make_sandbox(hosts=(up(folder, engine.mirror, disk=SMALL),))
        await pull(sandbox, "alpine")
        await pull(sandbox, "python:3.11")
        told = await history(sandbox, "alpine")
        down(folder)
        assert await history(sandbox, "alpine") == told
        with pytest.raises(Unavailable):
            await history(sandbox, "alpine", "geese")


async def test_images_that_came_since_are_told_as_neighbours(sandbox: Sandbox) -> None:
    await pull(sandbox, "alpine")
    assert (await history(sandbox, "alpine")).neighbours == ()
    await pull(sandbox, "alpine:3.19")
    assert [each.reference.tag for each in (await history(sandbox, "alpine")).neighbours] == ["3.19"]


async def test_what_was_removed_is_told_from_the_registry(sandbox: Sandbox) -> None:
    await pull(sandbox, "alpine")
    assert (await history(sandbox, "alpine")).pulled
    await sandbox.remove_image("alpine", "ducks")
    assert not (await history(sandbox, "alpine")).pulled


async def test_a_history_told_from_memory_counts_as_use(
    sandbox: Sandbox, ledger: DictLedger, engine: LocalEngine
) -> None:
    await pull(sandbox, "alpine")
    told = await history(sandbox, "alpine")
    before = (await ledger.last_used(engine.address))[told.image_id]
    assert await history(sandbox, "alpine") == told
    assert (await ledger.last_used(engine.address))[told.image_id] > before


def test_the_newest_things_stay() -> None:
    kept: Newest[int] = Newest(2)
    for number, name in enumerate(("one", "two", "one", "three")):
        kept.put(name, number)
    assert (kept.get("one"), kept.get("two"), kept.get("three")) == (2, None, 3)
