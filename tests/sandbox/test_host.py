from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from datetime import UTC, datetime

import pytest
from engine.catalogue import MEGABYTE, alpine, node
from engine.images import Step, image, noise, push
from engine.ledger import DictLedger, MakeSandbox
from engine.local import LocalEngine

from sandbox.engine import Engine
from sandbox.errors import Cancelled, NotFound, Refused, TimedOut, TooLarge, Unavailable
from sandbox.host import Sandbox
from sandbox.usage import GroupImage
from sandbox.values import MISSING, Asker, Phase, Pulled, PullProgress


async def pull(sandbox: Sandbox, name: str, group: str = "ducks") -> Pulled:
    versions = [version async for version in sandbox.pull(sandbox.reference(name), Asker(group, "ana"))]
    assert [isinstance(version, Pulled) for version in versions].count(True) == 1
    assert isinstance(versions[-1], Pulled)
    return versions[-1]


async def test_a_pull_ends_with_what_was_pulled(sandbox: Sandbox, docker: Engine) -> None:
    pulled = await pull(sandbox, "alpine")
    on_engine = await docker.image("alpine:latest")
    assert on_engine is not None
    assert pulled.image_id == on_engine.id
    assert pulled.digest == alpine().digest
    assert (pulled.layers, pulled.size, pulled.command) == (3, on_engine.size, "docker pull alpine:latest")


async def test_progress_shows_every_layer_and_grows_to_the_whole(sandbox: Sandbox) -> None:
    seen = [each async for each in sandbox.pull(sandbox.reference("node:20"), Asker("ducks", "ana"))]
    progress = [each for each in seen if isinstance(each, PullProgress)]
    first, last = progress[0], progress[-1]
    assert [layer.phase for layer in first.layers] == [Phase.WAITING] * 3
    shared, *own = last.layers  # other images stand on the lowest, which may be there from before
    assert shared.phase in {Phase.DONE, Phase.ALREADY_THERE}
    assert [layer.phase for layer in own] == [Phase.DONE] * 2
    assert last.done == last.total == sum(len(layer) for layer in node().layers)
    assert all(layer.done == layer.total for layer in last.layers)
    phases = {layer.phase for each in progress for layer in each.layers}
    assert {Phase.DOWNLOADING, Phase.EXTRACTING} <= phases
    assert len(progress) > 5


async def test_layers_that_the_host_has_already_are_said_to_be_there(sandbox: Sandbox) -> None:
    await pull(sandbox, "alpine")
    again = [each async for each in sandbox.pull(sandbox.reference("alpine:3.19"), Asker("ducks", "ana"))]
    progress = [each for each in again if isinstance(each, PullProgress)]
    assert {layer.phase for layer in progress[-1].layers} == {Phase.ALREADY_THERE}


async def test_twenty_pulls_of_one_image_are_one_pull_with_twenty_watchers(
    sandbox: Sandbox, ledger: DictLedger, engine: LocalEngine
) -> None:
    pulls = await asyncio.gather(*(pull(sandbox, "node:20", f"group{number}") for number in range(20)))
    assert len({each.image_id for each in pulls}) == 1
    assert max(each.seconds for each in pulls) - min(each.seconds for each in pulls) < 1
    lists = [await ledger.of_group(engine.address, f"group{number}") for number in range(20)]
    assert all([each.reference for each in kept] == ["docker.io/library/node:20"] for kept in lists)


async def test_a_pull_stops_when_its_only_watcher_goes_away(sandbox: Sandbox, docker: Engine) -> None:
    async with aclosing(sandbox.pull(sandbox.reference("node:20"), Asker("ducks", "ana"))) as versions:
        async for version in versions:
            if isinstance(version, PullProgress) and version.done:
                break
        started = time.monotonic()
    assert time.monotonic() - started < 1
    await asyncio.sleep(0.5)
    assert await docker.image("node:20") is None
    assert (await docker.store()).images == ()


async def test_a_watcher_that_leaves_does_not_stop_the_others(sandbox: Sandbox) -> None:
    staying = asyncio.create_task(pull(sandbox, "node:20", "ducks"))
    leaving = asyncio.create_task(pull(sandbox, "node:20", "geese"))
    await asyncio.sleep(0.2)
    leaving.cancel()
    assert (await staying).layers == 3


async def test_a_pull_begun_while_the_same_one_is_being_stopped_succeeds(sandbox: Sandbox) -> None:
    first = asyncio.create_task(pull(sandbox, "node:20"))
    await asyncio.sleep(0.2)
    first.cancel()
    assert (await pull(sandbox, "node:20")).layers == 3


async def test_closing_the_sandbox_tells_those_who_still_wait(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox()
    versions = sandbox.pull(sandbox.reference("node:20"), Asker("ducks", "ana"))
    await anext(versions)
    await sandbox.close()
    with pytest.raises(Cancelled):
        while True:
            await anext(versions)


async def test_an_image_over_the_limit_is_refused_before_anything_is_fetched(sandbox: Sandbox, docker: Engine) -> None:
    with pytest.raises(TooLarge, match=r"huge:latest \(compressed\) is 4 GB; the sandbox takes at most 300 MB\."):
        await pull(sandbox, "huge")
    assert (await docker.store()).images == ()


async def test_a_manifest_that_claims_less_than_its_layers_have_is_refused(sandbox: Sandbox, docker: Engine) -> None:
    with pytest.raises(Refused, match="larger than its manifest says"):
        await pull(sandbox, "mallory/liar")
    assert (await docker.store()).images == ()


async def test_an_image_that_unpacks_to_too_much_is_removed_again(make_sandbox: MakeSandbox, docker: Engine) -> None:
    with pytest.raises(
        TooLarge, match=r"\(unpacked\) is 50 MB; the sandbox takes at most 20 MB\.|unpacking to more than"
    ):
        await pull(make_sandbox(unpacked_bytes=20 * MEGABYTE), "mallory/bomb")
    assert (await docker.store()).used == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mallory/foreign", "takes layers from outside its registry"),
        ("mallory/windows", r"not made for linux/amd64.*It is there for windows/amd64\."),
    ],
)
async def test_an_image_that_cannot_run_here_is_refused_in_words(sandbox: Sandbox, name: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        await pull(sandbox, name)


async def test_an_unknown_image_is_not_found(sandbox: Sandbox) -> None:
    with pytest.raises(NotFound, match="There is no nosuchimage:latest in Docker Hub"):
        await pull(sandbox, "nosuchimage")


async def test_without_a_mirror_of_its_own_the_engines_mirrors_are_asked(make_sandbox: MakeSandbox) -> None:
    assert (await pull(make_sandbox(mirror=None), "alpine")).digest == alpine().digest


async def test_without_any_host_the_advice_is_how_to_start_one(make_sandbox: MakeSandbox) -> None:
    with pytest.raises(Unavailable, match="shipmate sandbox up"):
        await pull(make_sandbox(hosts=()), "alpine")


async def test_an_engine_that_is_absent_is_told_with_how_to_start_one(make_sandbox: MakeSandbox) -> None:
    with pytest.raises(Unavailable, match=r"does not answer\. Start one with “shipmate sandbox up”"):
        await pull(make_sandbox(hosts=("unix:///nonexistent/docker.sock",)), "alpine")


async def test_an_engine_elsewhere_is_not_asked_without_tls(make_sandbox: MakeSandbox) -> None:
    with pytest.raises(Unavailable, match="without TLS"):
        await pull(make_sandbox(hosts=("tcp://192.0.2.1:2375",)), "alpine")


async def test_a_host_that_is_gone_is_left_out_while_another_answers(
    make_sandbox: MakeSandbox, engine: LocalEngine
) -> None:
    sandbox = make_sandbox(hosts=("unix:///nonexistent/docker.sock", engine.address))
    for group in ("ducks", "geese", "swans", "terns"):
        assert (await pull(sandbox, "alpine", group)).layers == 3


async def test_history_names_the_same_digest_before_and_after_a_pull(sandbox: Sandbox) -> None:
    before = await sandbox.history(sandbox.reference("alpine"), "ducks")
    pulled = await pull(sandbox, "alpine")
    after = await sandbox.history(sandbox.reference("alpine"), "ducks")
    assert after.pulled
    assert before.digest == pulled.digest == after.digest


async def test_history_before_a_pull_comes_from_the_config_and_says_so(sandbox: Sandbox, docker: Engine) -> None:
    history = await sandbox.history(sandbox.reference("alpine"), "ducks")
    assert not history.pulled
    assert history.digest == alpine().digest
    assert history.total == sum(len(layer) for layer in alpine().others[0].layers)
    assert (await docker.store()).images == ()


async def test_the_history_of_an_image_too_large_to_pull_is_still_told(sandbox: Sandbox) -> None:
    history = await sandbox.history(sandbox.reference("huge"), "ducks")
    assert [row.size for row in history.rows] == [4000 * MEGABYTE]


async def test_history_after_a_pull_is_the_engines_own(sandbox: Sandbox) -> None:
    before = await sandbox.history(sandbox.reference("alpine"), "ducks")
    pulled = await pull(sandbox, "alpine")
    after = await sandbox.history(sandbox.reference("alpine"), "ducks")
    assert after.pulled
    assert after.total == pulled.size
    for row, earlier in zip(after.rows, before.rows, strict=True):
        assert (row.id, row.created_by, row.comment) == (earlier.id, earlier.created_by, earlier.comment)
        assert (row.created is None) == (earlier.created is None)
        assert row.empty_layer == earlier.empty_layer
    assert [row.id for row in after.rows] == [pulled.image_id, MISSING, MISSING, MISSING, MISSING]
    assert [row.empty_layer for row in after.rows] == [True, False, False, True, False]


async def test_history_names_the_groups_own_images_on_the_same_layers(sandbox: Sandbox, engine: LocalEngine) -> None:
    bottom = Step("ADD root /", {"root": noise(50_000, 71)})
    for name, top in (("one", b"1"), ("two", b"2")):
        push(engine.mirror, f"tests/{name}", "latest", image(bottom, Step("COPY app /", {"app": top})))
    await pull(sandbox, "tests/one", "ducks")
    await pull(sandbox, "tests/one", "geese")
    for _ in range(2):  # before and after the pull
        history = await sandbox.history(sandbox.reference("tests/two"), "ducks")
        (neighbour,) = history.neighbours
        assert (neighbour.reference.familiar, neighbour.layers) == ("tests/one:latest", 1)
        assert neighbour.size == history.stack[0].size
        assert (await sandbox.history(sandbox.reference("tests/two"), "swans")).neighbours == ()
        await pull(sandbox, "tests/two", "ducks")


async def test_images_are_compared_unpacked_once_both_are_pulled_and_compressed_before(
    sandbox: Sandbox, engine: LocalEngine
) -> None:
    first, second = sandbox.reference("alpine"), sandbox.reference("python:3.11")
    for pulled in (None, "alpine", "python:3.11"):
        if pulled:
            await pull(sandbox, pulled)
        found = await sandbox.compare(first, second, "ducks")
        assert found.shared == 1
        assert (len(found.only_first), len(found.only_second)) == (2, 3)
        assert found.first.pulled == found.second.pulled == (pulled == "python:3.11")
        assert 0 < found.saved < found.first.total


async def test_a_comparison_keeps_the_image_that_the_group_pulled(sandbox: Sandbox, engine: LocalEngine) -> None:
    push(engine.mirror, "tests/moved", "latest", image(Step("COPY old /", {"old": b"1"})))
    old = await pull(sandbox, "tests/moved")
    push(engine.mirror, "tests/moved", "latest", image(Step("COPY new /", {"new": b"2"})))
    found = await sandbox.compare(sandbox.reference("tests/moved"), sandbox.reference("alpine"), "ducks")
    assert (found.first.digest, found.first.reference.familiar) == (old.digest, "tests/moved:latest")


async def test_an_image_that_was_built_here_is_compared_only_with_what_is_here_too(
    sandbox: Sandbox, ledger: DictLedger, engine: LocalEngine
) -> None:
    pulled = await pull(sandbox, "alpine")
    built = GroupImage("docker.io/library/mine:latest", pulled.image_id, "", datetime.now(UTC))
    await ledger.remember(engine.address, "ducks", built)
    assert (await sandbox.history(sandbox.reference("mine"), "ducks")).digest == ""
    with pytest.raises(NotFound, match=r"mine:latest was built here.*Type /docker pull python:3\.11 first"):
        await sandbox.compare(sandbox.reference("python:3.11"), sandbox.reference("mine"), "ducks")
    found = await sandbox.compare(sandbox.reference("alpine"), sandbox.reference("mine"), "ducks")
    assert found.shared == 3


async def test_a_layer_without_bytes_is_not_taken_for_metadata(sandbox: Sandbox, engine: LocalEngine) -> None:
    made = image(Step("ADD f /", {"f": b"x"}), Step("RUN /bin/sh -c true # buildkit", {}), Step("ENV A=b"))
    push(engine.mirror, "tests/nothing", "latest", made)
    await pull(sandbox, "tests/nothing")
    history = await sandbox.history(sandbox.reference("tests/nothing"), "ducks")
    assert [row.empty_layer for row in history.rows] == [True, False, False]


async def test_what_an_image_says_of_itself_is_bounded_and_can_be_encoded(sandbox: Sandbox) -> None:
    for _ in range(2):
        history = await sandbox.history(sandbox.reference("mallory/hostile"), "ducks")
        assert max(len(row.created_by) for row in history.rows) == 2000
        assert all(row.created_by.encode() for row in history.rows)
        await pull(sandbox, "mallory/hostile")


async def test_a_group_sees_its_own_images_only(sandbox: Sandbox) -> None:
    await pull(sandbox, "alpine", "ducks")
    await pull(sandbox, "busybox", "geese")
    assert [each.reference.familiar for each in await sandbox.images("ducks")] == ["alpine:latest"]
    assert [each.reference.familiar for each in await sandbox.images("geese")] == ["busybox:latest"]
    assert await sandbox.images("swans") == []


async def test_another_groups_image_is_not_on_this_groups_host(sandbox: Sandbox) -> None:
    await pull(sandbox, "alpine", "geese")
    assert not (await sandbox.history(sandbox.reference("alpine"), "ducks")).pulled


async def test_a_group_keeps_the_image_it_pulled_when_the_tag_moves_on(sandbox: Sandbox, engine: LocalEngine) -> None:
    push(engine.mirror, "tests/moving", "latest", image(Step("COPY old /", {"old": b"1"})))
    old = await pull(sandbox, "tests/moving", "ducks")
    push(engine.mirror, "tests/moving", "latest", image(Step("COPY new /", {"new": b"2"})))
    new = await pull(sandbox, "tests/moving", "geese")
    reference = sandbox.reference("tests/moving")
    assert (await sandbox.history(reference, "ducks")).image_id == old.image_id
    assert (await sandbox.history(reference, "geese")).image_id == new.image_id


async def test_a_pull_by_digest_is_kept_under_the_digest(sandbox: Sandbox) -> None:
    name = f"alpine@{alpine().digest}"
    await pull(sandbox, name)
    assert (await sandbox.images("ducks"))[0].reference.familiar == name


async def test_status_tells_what_the_host_holds(sandbox: Sandbox) -> None:
    await pull(sandbox, "alpine")
    (status,) = await sandbox.status()
    assert (status.trouble, status.images, status.platform) == ("", 1, "linux/amd64")
    assert 0 < status.used < status.low_mark < status.high_mark


async def test_status_of_an_absent_host_says_what_is_wrong(make_sandbox: MakeSandbox) -> None:
    (status,) = await make_sandbox(hosts=("unix:///nonexistent/docker.sock",)).status()
    assert "does not answer" in status.trouble


async def test_pulling_over_the_high_mark_removes_what_was_longest_unused(
    make_sandbox: MakeSandbox, engine: LocalEngine
) -> None:
    sandbox = make_sandbox(high_mark=50 * MEGABYTE, low_mark=45 * MEGABYTE)
    for number in range(6):
        push(engine.mirror, "tests/ten", str(number), image(Step("ADD ten /", {"ten": noise(10 * MEGABYTE, number)})))
        await pull(sandbox, f"tests/ten:{number}")
        (status,) = await sandbox.status()
        assert status.used <= 31 * MEGABYTE
    assert [each.reference.tag for each in await sandbox.images("ducks")] == ["5", "4"]


async def test_many_pulls_at_a_time_stay_under_the_high_mark_and_all_end(
    make_sandbox: MakeSandbox, engine: LocalEngine, docker: Engine
) -> None:
    sandbox, highest = make_sandbox(high_mark=30 * MEGABYTE, low_mark=20 * MEGABYTE), 0

    async def watch_the_disk() -> None:
        nonlocal highest
        while True:
            highest = max(highest, (await docker.store()).used)
            await asyncio.sleep(0.01)

    for number in range(16):
        made = image(Step("ADD four /", {"four": noise(4 * MEGABYTE, 100 + number)}))
        push(engine.mirror, "tests/four", str(number), made)
    watch = asyncio.create_task(watch_the_disk())
    pulls = await asyncio.gather(*(pull(sandbox, f"tests/four:{number}") for number in range(16)))
    watch.cancel()
    assert len({each.image_id for each in pulls}) == 16
    assert 4 * MEGABYTE < highest <= 30 * MEGABYTE


async def test_a_dry_run_says_what_would_go_and_removes_nothing(make_sandbox: MakeSandbox, engine: LocalEngine) -> None:
    await pull(make_sandbox(), "alpine")
    await pull(make_sandbox(), "node:20")
    strict = make_sandbox(high_mark=20 * MEGABYTE, low_mark=MEGABYTE)
    (report,) = await strict.prune(dry_run=True)
    assert [each.name for each in report.removed] == ["alpine:latest", "node:20"]
    assert len(await strict.images("ducks")) == 2
    (report,) = await strict.prune()
    assert [each.name for each in report.removed] == ["alpine:latest", "node:20"]
    assert report.used_after == 0
    assert await strict.images("ducks") == []


async def test_pinned_images_stay_and_images_nobody_asked_for_go(
    make_sandbox: MakeSandbox, docker: Engine, ledger: DictLedger, engine: LocalEngine
) -> None:
    await pull(make_sandbox(), "alpine")
    await pull(make_sandbox(), "busybox")
    busybox = await docker.image("busybox:latest")
    assert busybox is not None
    await ledger.forget(engine.address, busybox.id)
    (report,) = await make_sandbox(high_mark=0, low_mark=0, pinned=("alpine:latest",)).prune()
    assert [(each.name, each.reason) for each in report.removed] == [("busybox:latest", "no group has asked for it")]
    assert await docker.image("alpine:latest") is not None


async def test_nothing_is_pruned_while_it_is_pulled_or_read(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(high_mark=0, low_mark=0)
    done = asyncio.Event()

    async def prune_all_the_time() -> None:
        while not done.is_set():
            await sandbox.prune()

    pruning = asyncio.create_task(prune_all_the_time())
    for _ in range(5):
        assert (await pull(sandbox, "python:3.11")).layers == 4
    done.set()
    await pruning


async def test_what_was_removed_behind_its_back_is_forgotten(
    sandbox: Sandbox, docker: Engine, ledger: DictLedger, engine: LocalEngine
) -> None:
    pulled = await pull(sandbox, "alpine")
    await docker.remove(pulled.image_id)
    assert await sandbox.images("ducks") == []
    assert not (await sandbox.history(sandbox.reference("alpine"), "ducks")).pulled
    await sandbox.prune()
    assert await ledger.last_used(engine.address) == {}


async def test_a_pull_over_its_time_limit_is_stopped(make_sandbox: MakeSandbox, docker: Engine) -> None:
    with pytest.raises(TimedOut, match="longer than"):
        await pull(make_sandbox(pull_seconds=0.05), "node:20")
    await asyncio.sleep(0.5)
    assert (await docker.store()).images == ()
