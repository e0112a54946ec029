"""Processes that outlive whoever started them, found again by a file with their number."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

SEARCH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_OVER = ("Z", "X", "")
"""Of processes that have ended, whether anybody waited for them or not."""

_EXEC_LOOKS = 200

_LAUNCH = """set -e
pid=$1 log=$2; shift 2
while [ "$1" != -- ]; do echo $$ >"$1"; shift; done; shift
echo $$ >"$pid"
exec "$@" >>"$log" 2>&1 </dev/null"""
"""Joins the control groups before it becomes the program, so that nothing of the program runs outside them."""


def launch(command: Iterable[str], *, pid_file: Path, log: Path, joining: Iterable[Path] = ()) -> None:
    """Starts a program in a session of its own, in the control groups whose `cgroup.procs` are given.

    That takes a moment; see `has_launched`.
    """
    pid_file.unlink(missing_ok=True)
    words = [str(pid_file), str(log), *map(str, joining), "--", *command]
    package = Path(__file__).parents[2]  # found again wherever the caller stands
    started = subprocess.Popen(  # noqa: S603 - the words are ours; a folder's name is passed as one word, never read by the shell
        ["/bin/sh", "-c", _LAUNCH, "launch", *words],
        env={"PATH": SEARCH, "PYTHONPATH": str(package)},
        cwd="/",
        start_new_session=True,
    )
    started.returncode = 0  # it lives on by itself: Python is not to wait for it


def has_launched(pid_file: Path) -> bool:
    """True once the program's number is noted, whether it still runs or not."""
    return pid_file.exists() and pid_file.stat().st_size > 0


def running(pid_file: Path, mark: str) -> int | None:
    """Returns the process that the file names if its command line has the mark; a number may be another's by now."""
    try:
        pid = int(pid_file.read_text())
        return pid if os.fsencode(mark) in _command_line(pid) else None
    except (OSError, ValueError):
        return None


def is_stopped(pid: int) -> bool:
    """True for a process that a signal has halted."""
    return _state(pid) in ("T", "t")


def end(pid: int, *, seconds: float) -> None:
    """Asks a process to end, and makes it after a while."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        if is_stopped(pid):
            continue  # it can't hear the first
        if ends(pid, seconds):
            return


def ends(pid: int, seconds: float) -> bool:
    """Waits for the end of a process; False if it lives on."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if _state(pid) in _OVER:
            return True
        time.sleep(0.02)
    return False


def _command_line(pid: int) -> bytes:
    """Waits a moment where there is none: while one program takes the place of another, a live process has none."""
    line = b""
    for _ in range(_EXEC_LOOKS):
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
        if line or _state(pid) in _OVER:
            break
        time.sleep(0.001)
    return line


def _state(pid: int) -> str:
    """Returns the kernel's letter for what a process does (proc(5)), or nothing where there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""


def run(*command: str) -> str:
    """Runs one of the system's tools and returns what it said. Raises OSError with its complaint where it fails."""
    done = subprocess.run(  # noqa: S603 - the words are ours
        command, env={"PATH": SEARCH}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout
