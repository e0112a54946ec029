from __future__ import annotations

from datetime import UTC, datetime

import pytest
from engine.runs import DUCK, GOOSE, detach, order, run

from sandbox.engine import Engine
from sandbox.errors import Conflict, NotFound
from sandbox.host import Sandbox
from sandbox.references import parse_reference
from sandbox.shelf import find_image
from sandbox.usage import GroupImage
from sandbox.values import Asker, Pulled


async def pull(sandbox: Sandbox, name: str, who: Asker = DUCK) -> Pulled:
    last = [each async for each in sandbox.pull(sandbox.reference(name), who)][-1]
    assert isinstance(last, Pulled)
    return last


async def names(sandbox: Sandbox, group: str = "ducks") -> list[str]:
    return sorted(each.reference.familiar for each in await sandbox.images(group))


async def test_a_tag_is_the_groups_own_and_runs(sandbox: Sandbox) -> None:
    pulled = await pull(sandbox, "alpine")
    await sandbox.tag("alpine", sandbox.reference("ana/mine:1.0"), "ducks")
    await sandbox.tag(pulled.image_id[7:19], sandbox.reference("again"), "ducks")
    assert await names(sandbox) == ["again:latest", "alpine:latest", "ana/mine:1.0"]
    assert await names(sandbox, "geese") == []
    assert (await run(sandbox, order(sandbox, "true", image="ana/mine:1.0", pull="never"))).exit_code == 0
    with pytest.raises(NotFound, match=r"No such image: ana/mine:1\.0"):
        await run(sandbox, order(sandbox, "true", image="ana/mine:1.0", pull="never"), GOOSE)


async def test_a_tag_over_another_image_lets_that_go(sandbox: Sandbox, docker: Engine) -> None:
    await pull(sandbox, "alpine")
    await pull(sandbox, "busybox")
    await sandbox.tag("busybox", sandbox.reference("alpine"), "ducks")
    busybox, alpine = await sandbox.images("ducks")
    assert busybox.image_id == alpine.image_id
    assert len((await docker.store()).images) == 1


async def test_an_image_goes_with_its_last_name(sandbox: Sandbox, docker: Engine) -> None:
    pulled = await pull(sandbox, "alpine")
    await sandbox.tag("alpine", sandbox.reference("mine"), "ducks")
    removal = await sandbox.remove_image("alpine", "ducks")
    assert (removal.untagged, removal.deleted) == (("alpine:latest",), ())
    removal = await sandbox.remove_image("mine", "ducks")
    assert (removal.untagged, removal.deleted) == (("mine:latest",), (pulled.image_id,))
    assert (await docker.store()).images == ()


async def test_it_stays_on_the_host_while_another_group_has_it_and_neither_can_tell(
    sandbox: Sandbox, docker: Engine
) -> None:
    pulled = await pull(sandbox, "alpine", DUCK)
    await pull(sandbox, "alpine", GOOSE)
    removal = await sandbox.remove_image("alpine", "ducks")
    assert removal.deleted == (pulled.image_id,)
    assert await names(sandbox) == []
    assert await names(sandbox, "geese") == ["alpine:latest"]
    assert (await docker.store()).images != ()


async def test_an_id_removes_all_names_by_force_only(sandbox: Sandbox) -> None:
    pulled = await pull(sandbox, "alpine")
    await sandbox.tag("alpine", sandbox.reference("mine"), "ducks")
    short = pulled.image_id[7:19]
    with pytest.raises(Conflict, match="several names"):
        await sandbox.remove_image(short, "ducks")
    removal = await sandbox.remove_image(short, "ducks", force=True)
    assert sorted(removal.untagged) == ["alpine:latest", "mine:latest"]


async def test_an_image_that_a_container_of_the_group_uses_stays(sandbox: Sandbox) -> None:
    await detach(sandbox, order(sandbox, "sleep", "100", detached=True, name="web"))
    for force in (False, True):
        with pytest.raises(Conflict, match="The container web uses this image"):
            await sandbox.remove_image("alpine", "ducks", force=force)
    await sandbox.containers.kill("web", "ducks")
    await sandbox.containers.wait("web", "ducks")
    assert (await sandbox.remove_image("alpine", "ducks", force=True)).untagged == ("alpine:latest",)
    assert (await sandbox.containers.start("web", "ducks")).name == "web"


async def test_another_groups_image_is_not_found_in_the_words_for_nothing(sandbox: Sandbox) -> None:
    pulled = await pull(sandbox, "alpine", DUCK)
    for typed in ("alpine", "alpine:latest", pulled.image_id, pulled.image_id[7:], pulled.image_id[7:19]):
        for attempt in (
            sandbox.remove_image(typed, "geese", force=True),
            sandbox.inspect_image(typed, "geese"),
            sandbox.tag(typed, sandbox.reference("mine"), "geese"),
        ):
            with pytest.raises(NotFound, match="No such image"):
                await attempt


async def test_prune_takes_what_no_container_uses_only_if_told_all(sandbox: Sandbox, docker: Engine) -> None:
    await run(sandbox, order(sandbox, "true"))
    await pull(sandbox, "busybox", DUCK)
    await pull(sandbox, "python:3.11", GOOSE)
    assert (await sandbox.prune_images("ducks")).removed == ()
    pruned = await sandbox.prune_images("ducks", all=True)
    assert pruned.removed == ("busybox:latest",)
    assert pruned.freed > 1_000_000
    assert await names(sandbox) == ["alpine:latest"]
    assert await names(sandbox, "geese") == ["python:3.11"]


async def test_inspect_names_the_image_as_the_group_does(sandbox: Sandbox) -> None:
    pulled = await pull(sandbox, "alpine", DUCK)
    await pull(sandbox, "alpine:3.19", GOOSE)
    await sandbox.tag("alpine", sandbox.reference("mine"), "ducks")
    facts = await sandbox.inspect_image("mine", "ducks")
    assert (facts["Id"], sorted(facts["RepoTags"])) == (pulled.image_id, ["alpine:latest", "mine:latest"])
    assert facts["Config"]["Cmd"] == ["/bin/sh"]
    assert "GraphDriver" not in facts


async def test_what_hostile_images_say_of_themselves_is_bounded(sandbox: Sandbox) -> None:
    await pull(sandbox, "mallory/hostile")
    facts = await sandbox.inspect_image("mallory/hostile", "ducks")
    assert len(str(facts)) < 20_000


async def test_usage_counts_the_groups_own_things(sandbox: Sandbox) -> None:
    await run(sandbox, order(sandbox, "sh", "-c", "dd if=/dev/zero of=/f bs=1M count=1"))
    await pull(sandbox, "busybox", DUCK)
    await pull(sandbox, "python:3.11", GOOSE)
    await sandbox.volumes.create("store", DUCK)
    rows = {row.kind: row for row in await sandbox.usage("ducks")}
    assert (rows["Images"].total, rows["Images"].active) == (2, 1)
    assert 0 < rows["Images"].reclaimable < rows["Images"].size
    assert (rows["Containers"].total, rows["Containers"].active, rows["Containers"].size) == (1, 0, 1024 * 1024)
    assert (rows["Local Volumes"].total, rows["Local Volumes"].active) == (1, 0)
    assert [row.total for row in await sandbox.usage("swans")] == [0, 0, 0, 0]


def test_an_id_that_begins_several_images_is_a_conflict_and_a_longer_one_is_not() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    kept = [GroupImage(f"docker.io/library/{letter}:latest", f"sha256:abcd{letter * 60}", "", at) for letter in "ef"]
    with pytest.raises(Conflict, match="Several images"):
        find_image(kept, parse_reference("abcd"))
    assert find_image(kept, parse_reference("abcde")) is kept[0]
