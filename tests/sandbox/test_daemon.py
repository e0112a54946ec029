from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from engine.hosts import host_folder, pid_of, what_is_left
from engine.local import LocalEngine

from sandbox.daemon import disk, down, free_space, reset, status, up
from sandbox.daemon import host as daemon
from sandbox.daemon.layout import layout_of
from sandbox.daemon.processes import run
from sandbox.errors import Unavailable


@pytest.fixture
def folder(engine: LocalEngine) -> Iterator[Path]:
    with host_folder() as made:
        yield made


def test_up_serves_and_a_second_up_finds_the_same_daemon(folder: Path) -> None:
    address = up(folder, None)
    first = pid_of(folder)
    assert address == f"unix://{folder}/docker.sock"
    assert up(folder, None) == address
    assert pid_of(folder) == first


def test_down_ends_it_and_says_whether_there_was_one(folder: Path) -> None:
    up(folder, None)
    assert down(folder)
    assert not status(folder).answers
    assert status(folder).processes == {}
    assert not down(folder)


def test_the_daemon_outlives_whoever_started_it(folder: Path) -> None:
    code = "import sys, pathlib; from sandbox.daemon import up; print(up(pathlib.Path(sys.argv[1]), None))"
    started = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False, timeout=60
    )
    assert started.stderr == ""
    assert started.stdout.strip() == f"unix://{folder}/docker.sock"
    assert status(folder).answers
    assert os.getsid(pid_of(folder)) != os.getsid(0)


def test_only_root_may_start_it_and_others_are_told_of_compose(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Unavailable, match=r"Only root.*docker compose run --rm bot chat"):
        up(folder, None)


def test_without_dockerd_compose_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daemon, "SEARCH", str(folder))
    with pytest.raises(Unavailable, match=r"dockerd is not installed here.*docker compose run --rm bot chat"):
        up(folder, None)


def test_a_folder_too_deep_for_a_socket_is_refused(folder: Path) -> None:
    with pytest.raises(Unavailable, match="too long a path"):
        up(folder / ("x" * 100), None)


def test_a_daemon_that_cannot_start_points_to_its_log(folder: Path) -> None:
    with pytest.raises(Unavailable, match=r"could not start\. Its log says why: .*dockerd\.log"):
        # a name that dockerd keeps for itself
        up(folder, None, runtime="/usr/sbin/runc")
    assert what_is_left(folder) == []


@pytest.mark.parametrize("mirror", ["not a mirror", "http://mirror.example:5000", "ftp://127.0.0.1", "http://[::1"])
def test_a_mirror_without_a_number_is_refused_with_what_to_write(folder: Path, mirror: str) -> None:
    with pytest.raises(Unavailable, match=r"can't be the registry mirror.*such as http://127\.0\.0\.1:5000"):
        up(folder, mirror)


def inside(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Runs a command in the engine's network."""
    words = ["nsenter", f"--target={pid_of(folder)}", "--net", *command]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def connects(folder: Path, host: str, port: int) -> bool:
    code = f"import socket; socket.create_connection(({host!r}, {port}), 2)"
    return inside(folder, sys.executable, "-c", code).returncode == 0


def test_the_engine_reaches_the_mirror_and_nothing_else(folder: Path, engine: LocalEngine) -> None:
    up(folder, engine.mirror)
    assert [line.split()[1] for line in inside(folder, "ip", "-o", "link").stdout.splitlines()] == ["lo:"]
    assert connects(folder, "127.0.0.1", urlsplit(engine.mirror).port or 0)
    with socket.create_server(("127.0.0.1", 0)) as another:
        assert not connects(folder, *another.getsockname())
    assert not connects(folder, "192.0.2.1", 80)


def test_the_disk_has_the_size_chosen_and_is_apart_from_the_machines(folder: Path) -> None:
    up(folder, None, disk=600 << 20)
    free, total = free_space(folder)
    assert 500 << 20 < free < total < 600 << 20
    assert status(folder).disk == (free, total)
    assert layout_of(folder).disk.stat().st_dev != folder.stat().st_dev


def test_a_disk_of_another_size_begins_anew(folder: Path) -> None:
    up(folder, None, disk=600 << 20)
    down(folder)
    with pytest.raises(Unavailable, match=r"made with 600M.*sandbox reset"):
        up(folder, None, disk=700 << 20)
    reset(folder)
    up(folder, None, disk=700 << 20)
    assert free_space(folder)[1] > 600 << 20


def test_a_disk_that_would_not_fit_is_refused_with_both_figures(folder: Path) -> None:
    with pytest.raises(Unavailable, match=r"M free, less than the 1073741824M .*--disk"):
        up(folder, None, disk=1 << 50)
    assert not list(folder.glob("disk.*"))


def test_without_loop_mounts_it_says_so_and_serves_only_when_told_to(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_loop(*command: str) -> str:
        if command[0] == "mount" and "loop" in command[2]:
            raise OSError("mount: failed to setup loop device")
        return run(*command)

    monkeypatch.setattr(disk, "run", no_loop)
    with pytest.raises(Unavailable, match=r"learners could fill yours.*--no-disk-cap"):
        up(folder, None, disk=600 << 20)
    assert status(folder).processes == {}
    up(folder, None, disk=None)
    assert status(folder).answers


def test_another_process_under_an_old_number_is_left_alone(folder: Path) -> None:
    up(folder, None)
    layout = layout_of(folder)
    layout.pid_file("supervisor").write_text(str(os.getpid()))
    assert "supervisor" not in status(folder).processes
    down(folder)
