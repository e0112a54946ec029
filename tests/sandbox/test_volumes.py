from __future__ import annotations

import asyncio

import pytest
from engine.ledger import MakeSandbox
from engine.runs import DUCK, GOOSE, detach, order, run, shell

from sandbox.containers.values import Reason, VolumeMount
from sandbox.engine import Engine
from sandbox.errors import Conflict, Invalid, NotFound, Refused
from sandbox.host import Sandbox
from sandbox.policy import MEBIBYTE
from sandbox.volumes import volume_key


def mounted(volume: str | None, *, read_only: bool = False) -> tuple[VolumeMount, ...]:
    return (VolumeMount(volume, "/data", read_only),)


async def test_a_volume_keeps_what_a_container_wrote_for_the_next_one(sandbox: Sandbox) -> None:
    await run(sandbox, shell(sandbox, "echo kept > /data/f", volumes=mounted("store"), remove=True))
    ended = await run(
        sandbox, shell(sandbox, "cat /data/f; echo x > /data/f", volumes=mounted("store", read_only=True))
    )
    assert "kept\n" in ended.text  # two streams, whose lines may come in either order
    assert "Read-only" in ended.text
    (volume,) = await sandbox.volumes.list("ducks")
    assert (volume.name, volume.anonymous, volume.containers) == ("store", False, 1)


async def test_two_groups_may_both_have_a_store_and_see_their_own_only(sandbox: Sandbox) -> None:
    await run(sandbox, shell(sandbox, "echo ducks > /data/f", volumes=mounted("store"), remove=True), DUCK)
    ended = await run(sandbox, shell(sandbox, "cat /data/f", volumes=mounted("store"), remove=True), GOOSE)
    assert ended.exit_code == 1
    await sandbox.volumes.remove("store", "geese")
    assert await sandbox.volumes.list("geese") == []
    assert [each.name for each in await sandbox.volumes.list("ducks")] == ["store"]


async def test_anonymous_volumes_go_with_a_container_that_is_removed_with_them(
    sandbox: Sandbox, docker: Engine
) -> None:
    await run(sandbox, order(sandbox, "true", volumes=mounted(None), remove=True))
    assert await docker.volumes.list({}) == []
    await run(sandbox, order(sandbox, "true", volumes=mounted(None), name="web"))
    (volume,) = await sandbox.volumes.list("ducks")
    assert (len(volume.name), volume.anonymous) == (64, True)
    await sandbox.containers.remove("web", "ducks", volumes=True)
    assert await docker.volumes.list({}) == []


async def test_a_named_volume_stays_when_its_container_is_removed_with_rm(sandbox: Sandbox) -> None:
    await run(sandbox, order(sandbox, "true", volumes=mounted("store"), remove=True))
    assert [each.name for each in await sandbox.volumes.list("ducks")] == ["store"]


async def test_volumes_are_made_listed_inspected_and_removed(sandbox: Sandbox) -> None:
    made = await sandbox.volumes.create("store", DUCK, labels={"tier": "front"})
    assert (made.name, made.labels, made.anonymous) == ("store", {"tier": "front"}, False)
    assert (await sandbox.volumes.create("store", DUCK)).created == made.created
    unnamed = await sandbox.volumes.create(None, DUCK)
    assert len(unnamed.name) == 64
    facts = await sandbox.volumes.inspect("store", "ducks")
    assert (facts["Name"], facts["Labels"]) == ("store", {"tier": "front"})
    assert "/" not in str(facts)
    assert await sandbox.volumes.remove("store", "ducks") == "store"
    assert [each.name for each in await sandbox.volumes.list("ducks")] == [unnamed.name]


async def test_a_volume_in_use_stays(sandbox: Sandbox) -> None:
    await run(sandbox, order(sandbox, "true", volumes=mounted("store")))
    with pytest.raises(Conflict, match="The volume store is in use by a container"):
        await sandbox.volumes.remove("store", "ducks")


async def test_another_groups_volume_is_not_found_in_the_words_for_nothing(sandbox: Sandbox) -> None:
    await sandbox.volumes.create("store", DUCK)
    for attempt in (sandbox.volumes.inspect, sandbox.volumes.remove):
        with pytest.raises(NotFound, match="No such volume: store"):
            await attempt("store", "geese")
    assert await sandbox.volumes.remove("store", "geese", force=True) == "store"
    assert len(await sandbox.volumes.list("ducks")) == 1


async def test_a_group_has_no_more_volumes_than_it_may(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(volumes=2)
    made = await asyncio.gather(
        *(sandbox.volumes.create(f"v{number}", DUCK) for number in range(4)), return_exceptions=True
    )
    assert [type(each) for each in made].count(Refused) == 2
    with pytest.raises(Refused, match="at most 2 volumes"):
        await run(sandbox, order(sandbox, "true", volumes=mounted(None)))
    await sandbox.volumes.create("store", GOOSE)


@pytest.mark.parametrize("name", ["/etc", "../x", "a", "x" * 65, "a b", "", "-x"])
async def test_what_is_no_name_is_refused(sandbox: Sandbox, name: str) -> None:
    with pytest.raises(Invalid, match="is no name for a volume"):
        await sandbox.volumes.create(name, DUCK)


async def test_a_volume_that_is_filled_up_ends_the_container_with_the_reason(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(volume_bytes=4 * MEBIBYTE)
    fill = "i=0; while :; do dd if=/dev/zero of=/data/f$i bs=1M count=1 2>/dev/null; i=$((i+1)); sleep 0.1; done"
    ended = await run(sandbox, shell(sandbox, fill, volumes=mounted("store"), remove=True))
    assert ended.reason is Reason.DISK_FULL
    assert ended.sentence == "One of its volumes holds more than 4 MiB, so it was stopped."
    (volume,) = await sandbox.volumes.list("ducks", size=True)
    assert (volume.size or 0) > 4 * MEBIBYTE


async def test_prune_takes_the_anonymous_ones_that_nobody_has_and_the_named_ones_if_told(sandbox: Sandbox) -> None:
    await run(sandbox, order(sandbox, "true", volumes=mounted("used")))
    await run(sandbox, shell(sandbox, "echo x > /data/f", volumes=mounted(None), name="web"))
    await sandbox.containers.remove("web", "ducks")
    await sandbox.volumes.create("idle", DUCK)
    pruned = await sandbox.volumes.prune("ducks")
    assert len(pruned.removed) == 1
    assert pruned.freed > 0
    assert [each.name for each in await sandbox.volumes.list("ducks")] == ["idle", "used"]
    assert (await sandbox.volumes.prune("ducks", all=True)).removed == ("idle",)


async def test_what_is_in_use_by_a_running_container_is_never_pruned(sandbox: Sandbox) -> None:
    await detach(sandbox, order(sandbox, "sleep", "100", detached=True, volumes=mounted("store")))
    assert (await sandbox.volumes.prune("ducks", all=True)).removed == ()


def test_a_volumes_key_fits_the_ledgers_column() -> None:
    assert len(volume_key("x" * 300)) <= 80
