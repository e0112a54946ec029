"""Folders in which tests set up Docker hosts of their own, and what such a host leaves behind."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.daemon import down, status
from sandbox.daemon.cgroups import find_hierarchies
from sandbox.daemon.layout import layout_of
from sandbox.daemon.mounts import mounts_below
from sandbox.daemon.processes import run

SMALL = 600 << 20
"""Bytes of a disk that holds what most tests need."""


@contextmanager
def host_folder() -> Iterator[Path]:
    """An empty folder; whatever host is in it at the end is stopped and must leave nothing."""
    folder = Path(tempfile.mkdtemp(prefix="shipmate-daemon-"))
    try:
        yield folder
        down(folder)
        left = what_is_left(folder)
        assert not left, left
    finally:
        down(folder)
        shutil.rmtree(folder)


def pid_of(folder: Path, service: str = "dockerd") -> int:
    return status(folder).processes[service]


def what_is_left(folder: Path) -> list[str]:
    """Returns mounts, control groups, loop devices, processes and files that this folder's host left behind."""
    layout = layout_of(folder)
    groups = [str(at / layout.name) for at in find_hierarchies().all if (at / layout.name).exists()]
    loops = [line for line in run("losetup", "--list", "--noheadings").splitlines() if str(folder) in line]
    remains = [str(layout.run)] if layout.run.exists() else []
    return [*map(str, mounts_below(layout.run)), *groups, *loops, *_command_lines(str(layout.run)), *remains]


def seconds_until(condition: Callable[[], bool], *, limit: float = 15) -> float:
    """Waits for a condition and returns how long that took; fails after `limit` seconds."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < limit
        time.sleep(0.05)
    return time.monotonic() - started


def _command_lines(mark: str) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(mark) in line:
            found.append(line.decode(errors="replace"))
    return found
