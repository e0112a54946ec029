from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from engine.ledger import MakeSandbox
from engine.runs import DUCK, GOOSE, detach, order, run, shell

from sandbox.containers.values import Change, Ended, ExecOrder, Printed, Reason, VolumeMount
from sandbox.engine import Engine
from sandbox.errors import Conflict, Invalid, NotFound, SandboxError
from sandbox.host import Sandbox

SLEEP = "trap 'exit 143' TERM; echo ready; while :; do sleep 0.1; done"


async def test_two_groups_may_both_have_a_web(sandbox: Sandbox) -> None:
    ducks = await detach(sandbox, shell(sandbox, SLEEP, detached=True, name="web"), DUCK)
    geese = await detach(sandbox, shell(sandbox, SLEEP, detached=True, name="web"), GOOSE)
    assert ducks.id != geese.id
    for group, id_ in (("ducks", ducks.id), ("geese", geese.id)):
        (own,) = await sandbox.containers.list(group)
        assert (own.id, own.name, own.image, own.state) == (id_, "web", "alpine:latest", "running")


async def test_a_name_that_the_group_has_already_is_a_conflict(sandbox: Sandbox) -> None:
    await run(sandbox, order(sandbox, "true", name="web"))
    with pytest.raises(Conflict, match=r"The name web is in use by another container."):
        await run(sandbox, order(sandbox, "true", name="web"))


async def test_another_groups_container_is_not_found_by_anything_in_the_words_for_nothing(sandbox: Sandbox) -> None:
    started = await detach(sandbox, shell(sandbox, SLEEP, detached=True, name="web"), DUCK)
    door = sandbox.containers

    for typed in (started.id, started.id[:12], started.id[:1], "web", "/web"):
        for attempt in (
            door.logs(typed, "geese"),
            door.start(typed, "geese"),
            door.stop(typed, "geese"),
            door.kill(typed, "geese"),
            door.restart(typed, "geese"),
            door.pause(typed, "geese"),
            door.unpause(typed, "geese"),
            door.rename(typed, "mine", "geese"),
            door.wait(typed, "geese"),
            door.remove(typed, "geese", force=True),
            door.top(typed, "geese"),
            door.stats("geese", typed),
            door.diff(typed, "geese"),
            door.inspect(typed, "geese"),
            anext(door.attach(typed, "geese")),
            anext(door.execute(typed, ExecOrder(("id",)), "geese")),
        ):
            with pytest.raises(NotFound) as caught:
                await attempt
            assert caught.value.sentence == f"No such container: {typed}"
    assert [each.state for each in await door.list("ducks")] == ["running"]


@pytest.mark.parametrize("typed", ["", " ", "x" * 300, "\x1b[31m", "../..", "web;id", "%2e", "@everyone", "a\nb", "*"])
async def test_what_is_no_container_is_not_found_and_shown_harmless(sandbox: Sandbox, typed: str) -> None:
    with pytest.raises(NotFound) as caught:
        await sandbox.containers.inspect(typed, "ducks")
    assert caught.value.sentence.isprintable()
    assert len(caught.value.sentence) < 100


async def test_a_container_is_found_by_the_beginning_of_its_id_while_that_is_clear(sandbox: Sandbox) -> None:
    ids = [(await run(sandbox, order(sandbox, "true"))).id for _ in range(2)]
    for id_ in ids:
        assert (await sandbox.containers.inspect(id_[:12], "ducks"))["Id"] == id_
    common = next(size for size in range(65) if ids[0][:size] != ids[1][:size]) - 1
    if common:
        with pytest.raises(Conflict, match="Several containers have an ID that begins with"):
            await sandbox.containers.inspect(ids[0][:common], "ducks")


async def test_logs_are_what_it_printed(sandbox: Sandbox) -> None:
    ended = await run(sandbox, shell(sandbox, "echo one; echo two >&2; echo three"))
    logs = await sandbox.containers.logs(ended.name, "ducks")
    assert sorted(logs.text.split()) == ["one", "three", "two"]
    assert (await sandbox.containers.logs(ended.name, "ducks", tail=1)).total < logs.total
    stamped = (await sandbox.containers.logs(ended.name, "ducks", timestamps=True)).text
    assert all(line.startswith("20") for line in stamped.splitlines())
    later = datetime.now(UTC) + timedelta(hours=1)
    assert (await sandbox.containers.logs(ended.name, "ducks", since=later)).text == ""


async def test_a_log_takes_no_more_of_the_disk_than_it_may(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(log_bytes=100_000, run_seconds=1)
    ended = await run(sandbox, order(sandbox, "yes", "0123456789"))
    logs = await sandbox.containers.logs(ended.name, "ducks")
    assert 0 < logs.total < 200_000 < ended.total


async def test_a_container_is_stopped_and_started_again(sandbox: Sandbox) -> None:
    await detach(sandbox, shell(sandbox, SLEEP, detached=True, name="web"))
    assert await sandbox.containers.stop("web", "ducks") == "web"
    assert await sandbox.containers.list("ducks") == []
    assert (await sandbox.containers.start("web", "ducks")).name == "web"
    assert [each.name for each in await sandbox.containers.list("ducks")] == ["web"]
    await sandbox.containers.restart("web", "ducks")
    await sandbox.containers.kill("web", "ducks")
    assert await sandbox.containers.wait("web", "ducks") == 137
    assert await sandbox.containers.stop("web", "ducks") == "web"


async def test_one_that_runs_is_removed_only_by_force(sandbox: Sandbox) -> None:
    await detach(sandbox, shell(sandbox, SLEEP, detached=True, name="web"))
    with pytest.raises(Conflict, match=r"The container web is running."):
        await sandbox.containers.remove("web", "ducks")
    assert await sandbox.containers.remove("web", "ducks", force=True) == "web"
    assert await sandbox.containers.list("ducks", all=True) == []


async def test_a_container_is_paused_renamed_and_let_go_on(sandbox: Sandbox) -> None:
    await detach(sandbox, shell(sandbox, SLEEP, detached=True, name="web"))
    await sandbox.containers.pause("web", "ducks")
    assert [each.state for each in await sandbox.containers.list("ducks")] == ["paused"]
    with pytest.raises(Conflict, match="is paused already"):
        await sandbox.containers.pause("web", "ducks")
    await sandbox.containers.unpause("web", "ducks")
    assert await sandbox.containers.rename("web", "site", "ducks") == "site"
    assert [each.name for each in await sandbox.containers.list("ducks")] == ["site"]
    await run(sandbox, order(sandbox, "true", name="other"))
    with pytest.raises(Conflict, match="The name other is in use"):
        await sandbox.containers.rename("site", "other", "ducks")


async def test_a_paused_container_is_ended_at_its_limit_all_the_same(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(detached_seconds=1, stop_seconds=1)
    await detach(sandbox, shell(sandbox, SLEEP, detached=True, name="web"))
    await sandbox.containers.pause("web", "ducks")
    assert await sandbox.containers.wait("web", "ducks") in (137, 143)


async def test_a_container_started_again_has_its_whole_time_again(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(detached_seconds=2)
    await detach(sandbox, shell(sandbox, SLEEP, detached=True, name="web"))
    await asyncio.sleep(1.2)
    await sandbox.containers.restart("web", "ducks")
    await asyncio.sleep(1.2)
    assert [each.state for each in await sandbox.containers.list("ducks")] == ["running"]
    assert await sandbox.containers.wait("web", "ducks") == 143


async def test_a_running_container_is_followed_from_what_it_printed_before(sandbox: Sandbox) -> None:
    await detach(sandbox, shell(sandbox, "echo early; sleep 1; echo late; exit 5", detached=True, name="web"))
    told = [each async for each in sandbox.containers.attach("web", "ducks")]
    ended = told[-1]
    assert isinstance(ended, Ended)
    assert (ended.exit_code, ended.text) == (5, "early\nlate\n")
    assert any(isinstance(each, Printed) for each in told)
    with pytest.raises(Conflict, match="is not running"):
        await anext(sandbox.containers.attach("web", "ducks"))


async def test_a_command_runs_in_a_running_container(sandbox: Sandbox) -> None:
    await detach(sandbox, shell(sandbox, SLEEP, detached=True, name="web"))
    wanted = ExecOrder(("sh", "-c", "echo $A in $PWD; exit 7"), ("A=b",), "/etc", "1000")
    told = [each async for each in sandbox.containers.execute("web", wanted, "ducks")]
    ended = told[-1]
    assert isinstance(ended, Ended)
    assert (ended.exit_code, ended.reason, ended.text) == (7, Reason.EXITED, "b in /etc\n")
    assert [
        each async for each in sandbox.containers.execute("web", ExecOrder(("true",), detached=True), "ducks")
    ] == []


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("nosuchprogram", 127, "There is no program nosuchprogram in the image."),
        ("/etc", 126, "/etc can't be run: it is no program."),
    ],
)
async def test_a_command_that_cannot_begin_in_a_container_says_so_in_our_words(
    sandbox: Sandbox, command: str, code: int, words: str
) -> None:
    await detach(sandbox, shell(sandbox, SLEEP, detached=True, name="web"))
    (ended,) = [each async for each in sandbox.containers.execute("web", ExecOrder((command,)), "ducks")]
    assert isinstance(ended, Ended)
    assert (ended.exit_code, ended.sentence, ended.output) == (code, words, b"")


@pytest.mark.parametrize("options", [{"user": "nosuchuser"}, {"folder": "/nosuchfolder"}])
async def test_a_user_or_a_folder_that_is_not_there_is_said_in_our_words(
    sandbox: Sandbox, options: dict[str, str]
) -> None:
    await detach(sandbox, shell(sandbox, SLEEP, detached=True, name="web"))
    with pytest.raises(Invalid, match=r"There is no such folder|The image has no such user"):
        _ = [each async for each in sandbox.containers.execute("web", ExecOrder(("id",), **options), "ducks")]  # type: ignore[arg-type] # by name


async def test_a_command_outlives_the_time_it_is_watched_and_that_is_said(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(run_seconds=1)
    await detach(sandbox, shell(sandbox, SLEEP, detached=True, name="web"))
    (ended,) = [each async for each in sandbox.containers.execute("web", ExecOrder(("sleep", "30")), "ducks")]
    assert isinstance(ended, Ended)
    assert (ended.exit_code, ended.reason) == (124, Reason.TIMED_OUT)


async def test_nothing_runs_in_a_container_that_has_ended(sandbox: Sandbox) -> None:
    await run(sandbox, order(sandbox, "true", name="web"))
    with pytest.raises(Conflict, match=r"The container web is not running."):
        await anext(sandbox.containers.execute("web", ExecOrder(("id",)), "ducks"))
    with pytest.raises(Conflict, match=r"The container web is not running."):
        await sandbox.containers.top("web", "ducks")


async def test_top_and_stats_tell_of_a_running_container(sandbox: Sandbox) -> None:
    await detach(sandbox, shell(sandbox, SLEEP, detached=True, name="web"))
    processes = await sandbox.containers.top("web", "ducks")
    assert any("trap" in cell for row in processes.rows for cell in row)
    (sample,) = await sandbox.containers.stats("ducks")
    assert (sample.name, sample.memory_limit) == ("web", 128 * 1024 * 1024)
    assert sample.processes >= 1
    assert await sandbox.containers.stats("geese") == []


async def test_diff_tells_what_was_changed(sandbox: Sandbox) -> None:
    await run(sandbox, shell(sandbox, "echo x > /new; rm /etc/motd", name="web"))
    changes = await sandbox.containers.diff("web", "ducks")
    assert (Change.ADDED, "/new") in changes
    assert (Change.DELETED, "/etc/motd") in changes


async def test_a_diff_of_very_many_files_is_cut_or_refused_but_never_swallowed(sandbox: Sandbox) -> None:
    await run(sandbox, shell(sandbox, "mkdir /d; cd /d; seq 1 3000 | while read i; do : > $i; done", name="web"))
    assert len(await sandbox.containers.diff("web", "ducks")) == 1000


async def test_inspect_tells_docker_s_facts_and_nothing_of_the_host(sandbox: Sandbox) -> None:
    mounts = (VolumeMount("store", "/data"),)
    await run(
        sandbox,
        order(
            sandbox, "sh", "-c", "exit 9", name="web", environment=("A=b",), labels={"tier": "front"}, volumes=mounts
        ),
    )
    facts = await sandbox.containers.inspect("web", "ducks")
    assert (facts["Name"], facts["State"]["ExitCode"], facts["Config"]["Image"]) == ("/web", 9, "alpine:latest")
    assert facts["Config"]["Labels"] == {"tier": "front"}
    assert facts["Mounts"] == [
        {"Type": "volume", "Name": "store", "Driver": "local", "Destination": "/data", "RW": True}
    ]
    assert facts["HostConfig"]["CapDrop"] == ["ALL"]
    for secret in ("/run/", "/var/lib", "overlay2", "shipmate", "Pid'"):
        assert secret not in str(facts)


async def test_prune_removes_what_does_not_run(sandbox: Sandbox) -> None:
    ended = await run(sandbox, shell(sandbox, "dd if=/dev/zero of=/f bs=1M count=1 2>/dev/null"))
    await run(sandbox, order(sandbox, "true"), GOOSE)
    await detach(sandbox, shell(sandbox, SLEEP, detached=True, name="web"))
    pruned = await sandbox.containers.prune("ducks")
    assert (pruned.removed, pruned.freed) == ((ended.id,), 1024 * 1024)
    assert [each.name for each in await sandbox.containers.list("ducks", all=True)] == ["web"]
    assert len(await sandbox.containers.list("geese", all=True)) == 1


async def test_sizes_are_told_where_they_are_asked_for(sandbox: Sandbox) -> None:
    await run(sandbox, shell(sandbox, "dd if=/dev/zero of=/f bs=1M count=1 2>/dev/null"))
    (own,) = await sandbox.containers.list("ducks", all=True, size=True)
    assert own.size == 1024 * 1024
    assert (await sandbox.containers.list("ducks", all=True))[0].size is None


async def test_no_run_fails_for_want_of_its_image_beside_a_prune_that_never_ends(make_sandbox: MakeSandbox) -> None:
    sandbox, done, failed = make_sandbox(high_mark=0, low_mark=0), asyncio.Event(), 0

    async def prune_all_the_time() -> None:
        while not done.is_set():
            await sandbox.prune()

    pruning = asyncio.create_task(prune_all_the_time())
    for _ in range(10):
        async for _step in sandbox.pull(sandbox.reference("busybox"), DUCK):
            pass
        try:
            await run(sandbox, order(sandbox, "true", image="busybox", pull="never", remove=True))
        except SandboxError:
            failed += 1
    done.set()
    await pruning
    assert failed == 0


async def test_a_container_made_outside_is_nobodys(sandbox: Sandbox, docker: Engine) -> None:
    ended = await run(sandbox, order(sandbox, "true", name="web"))
    (own,) = await sandbox.containers.list("ducks", all=True)
    labels = {"shipmate.installation": "local", "shipmate.group": "ducks"}
    outside = await docker.containers.create("web", {"Image": own.image_id, "Labels": labels})
    assert [each.id for each in await sandbox.containers.list("ducks", all=True)] == [ended.id]
    with pytest.raises(NotFound):
        await sandbox.containers.remove(outside, "ducks")
