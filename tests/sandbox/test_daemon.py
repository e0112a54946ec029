from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine.ledger import DictLedger, MakeSandbox
from engine.local import LocalEngine

from sandbox.daemon import down, status, up
from sandbox.daemon import private as daemon
from sandbox.errors import TimedOut, Unavailable
from sandbox.host import Sandbox
from sandbox.references import Reference
from sandbox.values import Asker, Pulled, PullProgress


@pytest.fixture
def folder(engine: LocalEngine) -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="shipmate-daemon-"))
    yield made
    down(made)
    shutil.rmtree(made, ignore_errors=True)


def pid_of(folder: Path) -> int:
    pid = status(folder).pid
    assert pid is not None
    return pid


def test_up_serves_and_a_second_up_finds_the_same_daemon(folder: Path) -> None:
    address = up(folder, None)
    first = pid_of(folder)
    assert address == f"unix://{folder}/docker.sock"
    assert up(folder, None) == address
    assert pid_of(folder) == first


def test_down_ends_it_and_says_whether_there_was_one(folder: Path) -> None:
    up(folder, None)
    assert down(folder)
    assert status(folder) == daemon.DaemonStatus(f"unix://{folder}/docker.sock", None, answers=False)
    assert not down(folder)


def test_the_daemon_outlives_whoever_started_it(folder: Path) -> None:
    code = "import sys, pathlib; from sandbox.daemon import up; print(up(pathlib.Path(sys.argv[1]), None))"
    started = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True, timeout=60
    )
    assert started.stdout.strip() == f"unix://{folder}/docker.sock"
    assert status(folder).answers
    assert os.getsid(pid_of(folder)) != os.getsid(0)


def test_only_root_may_start_it_and_others_are_told_of_compose(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Unavailable, match=r"Only root.*docker compose run --rm bot chat"):
        up(folder, None)


def test_without_dockerd_compose_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daemon, "_SEARCH", str(folder))
    with pytest.raises(Unavailable, match=r"dockerd is not installed here.*docker compose run --rm bot chat"):
        up(folder, None)


def test_a_folder_too_deep_for_a_socket_is_refused(folder: Path) -> None:
    with pytest.raises(Unavailable, match="too long a path"):
        up(folder / ("x" * 100), None)


def test_a_daemon_that_cannot_start_points_to_its_log(folder: Path) -> None:
    with pytest.raises(Unavailable, match=r"could not start\. Its log says why: .*dockerd\.log"):
        up(folder, "not a mirror")


def test_after_a_kill_down_leaves_a_folder_that_can_be_deleted(folder: Path) -> None:
    up(folder, None)
    os.kill(pid_of(folder), signal.SIGKILL)
    time.sleep(0.5)
    down(folder)
    shutil.rmtree(folder)
    assert not folder.exists()


def test_another_process_under_an_old_number_is_left_alone(folder: Path) -> None:
    (folder / "dockerd.pid").write_text(str(os.getpid()))
    assert status(folder).pid is None
    assert not down(folder)


async def pull_and_kill(sandbox: Sandbox, reference: Reference, pid: int) -> None:
    async for version in sandbox.pull(reference, Asker("ducks", "ana")):
        if isinstance(version, PullProgress) and version.done:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


async def test_after_a_kill_in_mid_pull_the_learner_is_told_and_a_new_daemon_serves(
    folder: Path, engine: LocalEngine, ledger: DictLedger, make_sandbox: MakeSandbox
) -> None:
    address = up(folder, engine.mirror)
    sandbox = make_sandbox(hosts=(address,))
    node = sandbox.reference("node:20")
    with pytest.raises(Unavailable, match="in the middle of the pull"):
        await pull_and_kill(sandbox, node, pid_of(folder))
    assert await ledger.of_group(address, "ducks") == []
    with pytest.raises(Unavailable, match="shipmate sandbox up"):
        await sandbox.images("ducks")
    started = time.monotonic()
    up(folder, engine.mirror)
    assert time.monotonic() - started < 15
    assert [isinstance(each, Pulled) async for each in sandbox.pull(node, Asker("ducks", "ana"))][-1]


async def test_a_frozen_daemon_is_told_within_ten_seconds(folder: Path, make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(hosts=(up(folder, None),))
    os.kill(pid_of(folder), signal.SIGSTOP)
    try:
        started = time.monotonic()
        with pytest.raises(TimedOut, match="does not answer in time"):
            await sandbox.images("ducks")
        assert time.monotonic() - started < 10
    finally:
        os.kill(pid_of(folder), signal.SIGCONT)
    assert await sandbox.images("ducks") == []
