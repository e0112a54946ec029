"""What becomes of a host whose processes are killed, halted or run out of room."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine.hosts import SMALL, host_folder, pid_of, seconds_until, what_is_left
from engine.ledger import DictLedger, MakeSandbox
from engine.local import LocalEngine

from sandbox.daemon import down, free_space, reset, status, up
from sandbox.daemon.disk import BALLAST
from sandbox.daemon.layout import layout_of
from sandbox.daemon.supervisor import pause_before_start
from sandbox.errors import TimedOut, Unavailable
from sandbox.host import Sandbox
from sandbox.references import Reference
from sandbox.values import Asker, Pulled, PullProgress


@pytest.fixture
def folder(engine: LocalEngine) -> Iterator[Path]:
    with host_folder() as made:
        up(made, engine.mirror, disk=SMALL)
        yield made


@pytest.fixture
def sleeper(folder: Path) -> str:
    docker(folder, "pull", "busybox")
    return docker(folder, "run", "--detach", "--network=none", "busybox", "sleep", "600").stdout.strip()


def docker(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = ["docker", f"--host={status(folder).address}", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def serves(folder: Path) -> bool:
    """True if the whole chain works: the mirror is reached, an image comes, a container runs."""
    docker(folder, "pull", "node:20")
    ran = docker(folder, "run", "--rm", "--network=none", "--pull=never", "node:20", "echo", "ahoy")
    docker(folder, "image", "rm", "--force", "node:20")
    return ran.stdout == "ahoy\n"


def lives(folder: Path, container: str) -> bool:
    return docker(folder, "exec", container, "echo", "alive").stdout == "alive\n"


def kill(folder: Path, *services: str) -> None:
    for pid in [pid_of(folder, each) for each in services]:
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("service", ["dockerd", "containerd", "forwarder"])
def test_what_is_killed_is_started_again_and_containers_live_on(folder: Path, sleeper: str, service: str) -> None:
    old = pid_of(folder, service)
    kill(folder, service)
    seconds_until(lambda: status(folder).processes.get(service, old) != old)
    seconds_until(lambda: serves(folder))
    assert lives(folder, sleeper)


def test_what_never_came_to_answer_is_started_less_and_less_often_and_what_did_is_soon_back() -> None:
    broken = [pause_before_start(failures, served=False) for failures in range(20)]
    killed = [pause_before_start(failures, served=True) for failures in range(20)]
    assert broken[0] == killed[0] == 0
    assert broken == sorted(broken)
    assert (broken[-1], max(killed)) == (30, 1)


def layers_of(folder: Path) -> set[str]:
    return {each.name for each in layout_of(folder).disk.glob("docker/*/overlay2/*") if each.name != "l"}


def test_layers_that_a_killed_dockerd_has_no_note_of_go_and_all_others_stay(folder: Path, sleeper: str) -> None:
    docker(folder, "pull", "node:20")
    known = layers_of(folder)
    (layers,) = layout_of(folder).disk.glob("docker/*/overlay2")
    half_made = layers / ("5" * 64)
    (half_made / "diff").mkdir(parents=True)
    (half_made / "diff/file").write_bytes(b"x" * 1_000_000)
    (half_made / "link").write_text("SHORTNAME")
    (layers / "l/SHORTNAME").symlink_to(f"../{half_made.name}/diff")
    old = pid_of(folder, "dockerd")
    kill(folder, "dockerd")
    seconds_until(lambda: status(folder).processes.get("dockerd", old) != old)
    seconds_until(lambda: lives(folder, sleeper))
    assert layers_of(folder) == known
    assert not (layers / "l/SHORTNAME").is_symlink()
    ran = docker(folder, "run", "--rm", "--network=none", "--pull=never", "node:20", "echo", "ahoy")
    assert ran.stdout == "ahoy\n"


def test_without_its_supervisor_a_host_serves_on_and_up_gives_it_another(folder: Path, engine: LocalEngine) -> None:
    before = status(folder).processes
    kill(folder, "supervisor")
    assert serves(folder)
    up(folder, engine.mirror)
    after = status(folder).processes
    assert after["supervisor"] != before["supervisor"]
    assert after | {"supervisor": 0} == before | {"supervisor": 0}
    kill(folder, "dockerd")
    seconds_until(lambda: serves(folder))


def test_when_all_are_killed_up_serves_again_and_containers_live_on(
    folder: Path, sleeper: str, engine: LocalEngine
) -> None:
    kill(folder, "supervisor", "dockerd", "containerd", "forwarder")
    up(folder, engine.mirror)
    assert lives(folder, sleeper)
    assert serves(folder)


def test_after_a_restart_of_the_machine_up_finds_the_images_again(
    folder: Path, sleeper: str, engine: LocalEngine
) -> None:
    down(folder)  # what a restart leaves: the folder, with a socket and a plan, and nothing that runs
    layout_of(folder).socket.touch()
    up(folder, engine.mirror)
    assert docker(folder, "images", "--format={{.Repository}}").stdout == "busybox\n"
    assert docker(folder, "ps", "--all", "--quiet", "--no-trunc").stdout.strip() == sleeper


def test_a_halted_dockerd_is_replaced(folder: Path) -> None:
    old = pid_of(folder)
    os.kill(old, signal.SIGSTOP)
    seconds_until(lambda: status(folder).processes.get("dockerd", old) != old)
    seconds_until(lambda: serves(folder))


def test_down_ends_containers_also_paused_ones_and_leaves_nothing(folder: Path, sleeper: str) -> None:
    docker(folder, "pause", sleeper)
    assert down(folder)
    assert what_is_left(folder) == []


def test_down_after_everything_was_killed_leaves_nothing(folder: Path, sleeper: str) -> None:
    kill(folder, "supervisor", "dockerd", "containerd", "forwarder")
    assert down(folder)
    assert what_is_left(folder) == []


def fill(folder: Path) -> None:
    """Writes to the engine's disk until not a byte is free."""
    with (layout_of(folder).disk / "docker" / "filler").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(1 << 20))
    with (layout_of(folder).disk / "docker" / "rest").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(512))


def test_on_a_full_disk_the_ballast_goes_so_that_dockerd_starts_and_comes_back_when_there_is_room(folder: Path) -> None:
    ballast = layout_of(folder).ballast
    assert ballast.stat().st_size == BALLAST
    fill(folder)
    assert free_space(folder)[0] == 0
    kill(folder, "dockerd")
    seconds_until(lambda: status(folder).answers)
    assert not ballast.exists()
    (layout_of(folder).disk / "docker" / "filler").unlink()
    seconds_until(ballast.exists)
    assert serves(folder)


def test_a_full_disk_takes_no_more_of_the_machine_than_its_size(folder: Path) -> None:
    fill(folder)
    assert free_space(folder)[0] == 0
    assert layout_of(folder).disk_image.stat().st_blocks * 512 <= SMALL


def test_reset_begins_anew(folder: Path, engine: LocalEngine) -> None:
    assert serves(folder)
    reset(folder)
    assert what_is_left(folder) == []
    up(folder, engine.mirror)
    assert docker(folder, "images", "--quiet").stdout == ""
    assert serves(folder)


def test_a_log_that_grows_is_cut(folder: Path) -> None:
    log = layout_of(folder).log("dockerd")
    with log.open("ab") as file:
        file.write(b"flood\n" * 500_000)
    seconds_until(lambda: log.stat().st_size < 1 << 20)
    assert log.with_suffix(".log.1").stat().st_size > 1 << 20


async def pull_and_kill(sandbox: Sandbox, reference: Reference, pid: int) -> None:
    async for version in sandbox.pull(reference, Asker("ducks", "ana")):
        if isinstance(version, PullProgress) and version.done:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


async def test_after_a_kill_in_mid_pull_the_learner_is_told_and_can_pull_again(
    folder: Path, ledger: DictLedger, make_sandbox: MakeSandbox
) -> None:
    address = status(folder).address
    sandbox = make_sandbox(hosts=(address,))
    node = sandbox.reference("node:20")
    with pytest.raises(Unavailable, match="in the middle of the pull"):
        await pull_and_kill(sandbox, node, pid_of(folder))
    assert await ledger.of_group(address, "ducks") == []
    seconds_until(lambda: status(folder).answers)
    assert [isinstance(each, Pulled) async for each in sandbox.pull(node, Asker("ducks", "ana"))][-1]


async def test_a_halted_dockerd_is_told_within_ten_seconds(folder: Path, make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(hosts=(status(folder).address,))
    os.kill(pid_of(folder), signal.SIGSTOP)
    started = time.monotonic()
    with pytest.raises(TimedOut, match="does not answer in time"):
        await sandbox.images("ducks")
    assert time.monotonic() - started < 10
    seconds_until(lambda: status(folder).answers)
    assert await sandbox.images("ducks") == []
