from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from typing import Any

import pytest
from engine.images import Step, busybox, image, push
from engine.ledger import MakeSandbox
from engine.local import LocalEngine
from engine.runs import DUCK, GOOSE, detach, order, run, shell, steps

from sandbox.containers.values import Ended, Printed, Reason, Started
from sandbox.engine import Engine
from sandbox.errors import Invalid, NotFound, Refused
from sandbox.host import Sandbox
from sandbox.policy import MEBIBYTE
from sandbox.values import Pulled, PullProgress


async def test_a_run_pulls_what_is_missing_and_tells_its_whole_life(sandbox: Sandbox) -> None:
    told = await steps(sandbox, shell(sandbox, "echo out; echo err >&2; exit 3"))
    kinds = [type(each) for each in told if not isinstance(each, PullProgress)]
    assert kinds in ([Pulled, Started, Printed, Ended], [Pulled, Started, Ended])
    ended = told[-1]
    assert isinstance(ended, Ended)
    assert (ended.exit_code, ended.reason, ended.sentence) == (3, Reason.EXITED, "")
    assert sorted(ended.output.split()) == [b"err", b"out"]
    assert (ended.text.encode(), ended.total, ended.cut) == (ended.output, 8, False)
    (left,) = await sandbox.containers.list("ducks", all=True)
    assert (left.id, left.name, left.state) == (ended.id, ended.name, "exited")


async def test_what_is_there_is_not_pulled_again(sandbox: Sandbox) -> None:
    await run(sandbox, order(sandbox, "true"))
    assert isinstance((await steps(sandbox, order(sandbox, "true")))[0], Started)
    assert any(isinstance(each, Pulled) for each in await steps(sandbox, order(sandbox, "true", pull="always")))


async def test_a_run_that_must_not_pull_says_what_is_missing(sandbox: Sandbox) -> None:
    with pytest.raises(NotFound, match=r"No such image: alpine:latest\. Have it fetched: docker pull alpine:latest"):
        await run(sandbox, order(sandbox, "true", pull="never"))


async def test_an_image_of_another_group_is_not_there_for_this_one(sandbox: Sandbox) -> None:
    await run(sandbox, order(sandbox, "true"), GOOSE)
    with pytest.raises(NotFound, match="No such image"):
        await run(sandbox, order(sandbox, "true", pull="never"), DUCK)


async def test_output_is_told_while_the_container_runs(sandbox: Sandbox) -> None:
    told = await steps(sandbox, shell(sandbox, "for i in 1 2 3; do echo $i; sleep 0.4; done"))
    texts = [each.text for each in told if isinstance(each, Printed)]
    assert len(texts) >= 2
    assert texts[0].startswith("1\n")
    assert "1\n2\n3\n".startswith(texts[-1])


async def test_with_rm_nothing_is_left(sandbox: Sandbox, docker: Engine) -> None:
    assert (await run(sandbox, shell(sandbox, "exit 4", remove=True))).removed
    assert await docker.containers.list({}) == []


@pytest.mark.parametrize(
    ("command", "code", "reason", "words"),
    [
        (["nosuchprogram"], 127, Reason.COMMAND_NOT_FOUND, "There is no program nosuchprogram in the image."),
        (["/etc/motd-not"], 127, Reason.COMMAND_NOT_FOUND, "There is no program /etc/motd-not in the image."),
        (["/etc"], 126, Reason.COMMAND_NOT_EXECUTABLE, "/etc can't be run: it is no program."),
    ],
)
async def test_a_command_that_cannot_begin_has_dockers_number_and_our_words(
    sandbox: Sandbox, command: list[str], code: int, reason: Reason, words: str
) -> None:
    told = await steps(sandbox, order(sandbox, *command))
    assert not any(isinstance(each, Started) for each in told)
    ended = told[-1]
    assert isinstance(ended, Ended)
    assert (ended.exit_code, ended.reason, ended.sentence, ended.output) == (code, reason, words, b"")


async def test_what_a_shell_does_not_find_is_the_shells_own_127(sandbox: Sandbox) -> None:
    ended = await run(sandbox, shell(sandbox, "nosuchprogram"))
    assert (ended.exit_code, ended.reason) == (127, Reason.EXITED)


async def test_too_much_memory_is_told_from_being_killed(sandbox: Sandbox) -> None:
    hog = await run(sandbox, order(sandbox, "dd", "if=/dev/zero", "of=/dev/null", "bs=256M", memory=16 * MEBIBYTE))
    assert (hog.exit_code, hog.reason) == (137, Reason.OUT_OF_MEMORY)
    itself = await run(sandbox, shell(sandbox, "exit 137"))
    assert (itself.exit_code, itself.reason) == (137, Reason.EXITED)


async def test_a_child_that_was_killed_for_memory_does_not_fail_a_container_that_ended_well(sandbox: Sandbox) -> None:
    script = "dd if=/dev/zero of=/dev/null bs=256M; echo after"
    ended = await run(sandbox, shell(sandbox, script, memory=16 * MEBIBYTE))
    assert (ended.exit_code, ended.reason) == (0, Reason.EXITED)
    assert "after\n" in ended.text


@pytest.mark.parametrize(
    "script",
    [
        "sleep 1000",
        "trap '' TERM; while :; do sleep 0.1; done",
        "while :; do :; done",
        ": | cat; exec >&- 2>&-; sleep 99",
    ],
)
async def test_a_run_ends_at_its_time_limit_whatever_it_does(make_sandbox: MakeSandbox, script: str) -> None:
    sandbox = make_sandbox(run_seconds=1, stop_seconds=1)
    started = time.monotonic()
    ended = await run(sandbox, shell(sandbox, script))
    assert (ended.reason, ended.exit_code) == (Reason.TIMED_OUT, 137)
    assert ended.sentence == "It ran for 1 s, as long as it may here, and was stopped."
    assert time.monotonic() - started < 8


@pytest.mark.parametrize("signal", ["SIGNOPE", "SIGSTOP", "SIGCONT"])
async def test_no_stop_signal_of_an_image_keeps_a_container_alive(
    make_sandbox: MakeSandbox, engine: LocalEngine, signal: str
) -> None:
    config = {"Env": ["PATH=/bin"], "Cmd": ["sleep", "1000"], "StopSignal": signal}
    push(engine.mirror, "mallory/immortal", "latest", image(Step("ADD rootfs /", busybox()), config=config))
    sandbox = make_sandbox(run_seconds=1, stop_seconds=1)
    ended = await run(sandbox, order(sandbox, image="mallory/immortal"))
    assert (ended.reason, ended.exit_code) == (Reason.TIMED_OUT, 137)


async def test_a_fork_bomb_meets_its_cap_and_ends(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(run_seconds=1, stop_seconds=1)
    ended = await run(sandbox, shell(sandbox, "bomb() { bomb | bomb & }; bomb; sleep 60"))
    assert ended.reason in (Reason.TIMED_OUT, Reason.EXITED)
    assert (await run(sandbox, order(sandbox, "true"))).exit_code == 0


async def test_endless_output_is_cut_and_counted(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(run_seconds=1, output_bytes=100_000, shown_bytes=1000)
    ended = await run(sandbox, order(sandbox, "yes"))
    assert ended.output == b"y\n" * 50_000
    assert ended.total > 100_000
    assert ended.cut
    assert len(ended.text) <= 1000


async def test_one_line_of_a_hundred_megabytes_is_no_trouble(sandbox: Sandbox) -> None:
    ended = await run(sandbox, shell(sandbox, "dd if=/dev/zero bs=1M count=100 2>/dev/null"))
    assert (ended.exit_code, ended.total, ended.cut) == (0, 100 * MEBIBYTE, True)
    assert (len(ended.output), len(ended.text)) == (1_000_000, 64_000)


async def test_binary_output_becomes_text_that_can_be_shown_and_stays_whole_in_the_file(sandbox: Sandbox) -> None:
    ended = await run(sandbox, order(sandbox, "head", "-c", "5000", "/bin/busybox"))
    assert len(ended.output) == 5000
    assert ended.output.startswith(b"\x7fELF")
    assert ended.text.encode()


async def test_a_container_is_stopped_and_removed_when_its_asker_goes_away(sandbox: Sandbox, docker: Engine) -> None:
    async with aclosing(sandbox.containers.run(order(sandbox, "sleep", "1000", remove=True), DUCK)) as versions:
        async for version in versions:
            if isinstance(version, Started):
                break
    assert await docker.containers.list({}) == []


async def test_without_rm_it_stays_stopped_when_its_asker_goes_away(sandbox: Sandbox) -> None:
    async with aclosing(sandbox.containers.run(order(sandbox, "sleep", "1000"), DUCK)) as versions:
        async for version in versions:
            if isinstance(version, Started):
                break
    (left,) = await sandbox.containers.list("ducks", all=True)
    assert left.state == "exited"


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.1, 0.2, 0.4])
async def test_a_run_that_is_cancelled_at_any_moment_leaves_nothing(
    sandbox: Sandbox, docker: Engine, delay: float
) -> None:
    await run(sandbox, order(sandbox, "true", remove=True))
    task = asyncio.create_task(steps(sandbox, order(sandbox, "sleep", "1000", remove=True)))
    await asyncio.sleep(delay)
    task.cancel()
    await asyncio.wait([task])
    for _ in range(50):
        if not await docker.containers.list({}):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(await docker.containers.list({}))


async def test_a_detached_run_goes_on_and_is_ended_at_its_limit(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(detached_seconds=2, stop_seconds=1)
    started = await detach(sandbox, order(sandbox, "sleep", "1000", detached=True, name="web"))
    assert started.name == "web"
    assert [each.name for each in await sandbox.containers.list("ducks")] == ["web"]
    assert await sandbox.containers.wait("web", "ducks") == 137


async def test_a_detached_container_with_rm_is_removed_when_it_ends(sandbox: Sandbox, docker: Engine) -> None:
    await detach(sandbox, order(sandbox, "true", detached=True, remove=True))
    await detach(sandbox, order(sandbox, "sleep", "0.5", detached=True, remove=True))
    for _ in range(50):
        if not await docker.containers.list({}):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(await docker.containers.list({}))


async def test_a_run_that_is_removed_by_another_learner_says_so(sandbox: Sandbox) -> None:
    running = asyncio.create_task(run(sandbox, order(sandbox, "sleep", "1000", name="web")))
    while not await sandbox.containers.list("ducks"):
        await asyncio.sleep(0.05)
    await sandbox.containers.remove("web", "ducks", force=True)
    ended = await running
    assert (ended.reason, ended.exit_code) == (Reason.GONE, 137)


async def test_a_run_that_is_stopped_by_another_learner_says_so(sandbox: Sandbox) -> None:
    running = asyncio.create_task(
        run(sandbox, shell(sandbox, "trap 'exit 143' TERM; while :; do sleep 0.1; done", name="web"))
    )
    while not await sandbox.containers.list("ducks"):
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.3)
    await sandbox.containers.stop("web", "ducks")
    ended = await running
    assert (ended.reason, ended.exit_code) == (Reason.STOPPED, 143)


async def test_filling_the_containers_own_files_ends_it_with_the_reason(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(layer_bytes=4 * MEBIBYTE)
    fill = "i=0; while :; do dd if=/dev/zero of=/f$i bs=1M count=1 2>/dev/null; i=$((i+1)); sleep 0.05; done"
    ended = await run(sandbox, shell(sandbox, fill, remove=True))
    assert ended.reason is Reason.DISK_FULL
    assert ended.sentence == "It wrote more than 4 MiB to its own file system, and was stopped."


async def test_one_file_can_not_grow_past_its_limit(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(file_bytes=MEBIBYTE)
    ended = await run(sandbox, shell(sandbox, "dd if=/dev/zero of=/f bs=64k count=100; ls -l /f | grep 1048576"))
    assert ended.exit_code == 0


@pytest.mark.parametrize("place", ["/dev/shm", "/scratch", "/data"])
async def test_memory_that_looks_like_a_disk_is_capped(
    make_sandbox: MakeSandbox, engine: LocalEngine, place: str
) -> None:
    made = image(
        Step("ADD rootfs /", busybox()), config={"Cmd": ["sh"], "Env": ["PATH=/bin"], "Volumes": {"/data/": {}}}
    )
    push(engine.mirror, "tests/volume", "latest", made)
    sandbox = make_sandbox(tmpfs_bytes=MEBIBYTE, shared_memory=MEBIBYTE)
    script = f"dd if=/dev/zero of={place}/f bs=64k count=100; ls -l {place}/f | grep 1048576"
    ended = await run(sandbox, shell(sandbox, script, image="tests/volume", tmpfs=("/scratch",), read_only=True))
    assert ended.exit_code == 0


async def test_a_container_finds_nothing_of_its_host(sandbox: Sandbox, engine: LocalEngine) -> None:
    script = (
        "env; cat /proc/1/cmdline; ls /sys/class/net; ls /var/run/docker.sock /run/docker.sock; "
        "cat /proc/net/route; ps; cat /proc/mounts | grep -v overlay; cat /proc/self/status | grep -E 'Cap|NoNewPrivs|Seccomp'"
    )
    ended = await run(sandbox, shell(sandbox, script))
    assert "SHIPMATE" not in ended.text
    assert "eth0" not in ended.text
    assert ended.text.count("No such file or directory") >= 2
    assert "CapEff:\t0000000000000000" in ended.text
    assert "NoNewPrivs:\t1" in ended.text
    assert "Seccomp:\t2" in ended.text


async def test_labels_of_an_image_can_not_imitate_ours(
    make_sandbox: MakeSandbox, engine: LocalEngine, docker: Engine
) -> None:
    forged = {"shipmate.group": "geese", "shipmate.installation": "local", "shipmate.remove": "yes", "org.example": "x"}
    push(
        engine.mirror,
        "mallory/forged",
        "latest",
        image(Step("ADD rootfs /", busybox()), config={"Cmd": ["true"], "Env": ["PATH=/bin"], "Labels": forged}),
    )
    sandbox = make_sandbox()
    await run(sandbox, order(sandbox, image="mallory/forged", name="mine"))
    assert await sandbox.containers.list("geese", all=True) == []
    (own,) = await sandbox.containers.list("ducks", all=True)
    assert own.labels == {"org.example": "x"}
    image_id = own.image_id
    await docker.containers.create("alien", {"Image": image_id})
    await docker.containers.create("shipmate-local.0123456789ab.alien", {"Image": image_id})
    assert await sandbox.containers.list("geese", all=True) == []


@pytest.mark.parametrize(
    ("config", "error", "words"),
    [
        ({"Volumes": {f"/v{number}": {} for number in range(9)}}, Refused, "declares 9 volumes"),
        ({"Volumes": {"/proc/x": {}}}, Refused, "where nothing can be mounted"),
        ({"Volumes": {"relative": {}}}, Refused, "where nothing can be mounted"),
        ({"Labels": {f"l{number}": "x" * 10_000 for number in range(10)}}, Refused, "bytes of labels"),
        ({"Cmd": ["x" * 100_000]}, Refused, "bytes of labels"),
        ({"Cmd": None}, Invalid, "does not say what to run"),
        ({"User": "nosuchuser"}, Invalid, "no such user"),
    ],
)
async def test_an_image_that_asks_for_too_much_or_too_little_is_refused_in_words_and_leaves_nothing_running(
    sandbox: Sandbox,
    engine: LocalEngine,
    docker: Engine,
    config: dict[str, Any],
    error: type[Exception],
    words: str,
) -> None:
    made = image(Step("ADD rootfs /", busybox()), config={"Env": ["PATH=/bin"], "Cmd": ["true"], **config})
    push(engine.mirror, "mallory/greedy", "latest", made)
    with pytest.raises(error, match=words):
        await run(sandbox, order(sandbox, image="mallory/greedy", remove=True))
    assert await docker.containers.list({}) == []
    assert await docker.volumes.list({}) == []


async def test_a_health_check_of_an_image_is_never_run(sandbox: Sandbox, engine: LocalEngine, docker: Engine) -> None:
    check = {"Test": ["CMD", "touch", "/checked"], "Interval": 1_000_000}
    config = {"Env": ["PATH=/bin"], "Cmd": ["sh", "-c", "sleep 0.5; ls /"], "Healthcheck": check}
    push(engine.mirror, "mallory/checks", "latest", image(Step("ADD rootfs /", busybox()), config=config))
    assert "checked" not in (await run(sandbox, order(sandbox, image="mallory/checks"))).text


async def test_a_group_has_no_more_containers_than_it_may(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(containers=2)
    await run(sandbox, order(sandbox, "true"))
    results = await asyncio.gather(*(run(sandbox, order(sandbox, "true")) for _ in range(3)), return_exceptions=True)
    assert [type(each) for each in results].count(Refused) == 2
    assert (await run(sandbox, order(sandbox, "true"), GOOSE)).exit_code == 0


async def test_a_group_has_no_more_running_than_it_may(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(running=1)
    await detach(sandbox, order(sandbox, "sleep", "1000", detached=True))
    with pytest.raises(Refused, match="as many containers running as it may have: 1"):
        await run(sandbox, order(sandbox, "true"))


@pytest.mark.parametrize(
    "options",
    [
        {"memory": 129 * MEBIBYTE},
        {"memory": 1},
        {"cpus": 4.0},
        {"pids": 65},
        {"name": "a" * 300},
        {"name": "../x"},
        {"hostname": "a b"},
        {"folder": "relative"},
        {"user": "root; rm"},
        {"environment": ("=x",)},
        {"environment": ("A=" + "b" * 20_000,)},
        {"tmpfs": ("/proc/x",)},
        {"tmpfs": ("/../x",)},
        {"tmpfs": ("/a:size=1g",)},
        {"labels": {"shipmate.group": "geese"}},
        {"labels": {"Shipmate.x": "y"}},
        {"stop_signal": "NOPE; X"},
    ],
)
async def test_an_order_over_the_limits_is_refused_before_any_pull(
    sandbox: Sandbox, docker: Engine, options: dict[str, Any]
) -> None:
    with pytest.raises((Refused, Invalid)):
        await run(sandbox, order(sandbox, "true", **options))
    assert (await docker.store()).images == ()


async def test_what_was_ordered_arrives_in_the_container(sandbox: Sandbox) -> None:
    ended = await run(
        sandbox,
        shell(
            sandbox,
            "exec 2>&1; echo $A; pwd; id -u; cat /proc/sys/kernel/hostname; touch /x",
            environment=("A=b c",),
            folder="/usr",
            user="1000",
            hostname="box",
            read_only=True,
            init=True,
        ),
    )
    lines = ended.text.splitlines()
    assert lines[:4] == ["b c", "/usr", "1000", "box"]
    assert "Read-only" in lines[4]
