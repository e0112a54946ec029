"""Keeps a host's processes running: starts what died, kills what is stuck, and minds their logs and the ballast.

It knows them by their pid files, so that one that was killed itself is replaced by another that goes on with what
still runs.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.daemon import cgroups, disk
from sandbox.daemon.layout import Layout
from sandbox.daemon.leftovers import clear_leftovers
from sandbox.daemon.plan import MEBIBYTE, Plan
from sandbox.daemon.processes import end, has_launched, is_stopped, launch
from sandbox.daemon.services import Service, has_cache, services_of

_TICK_SECONDS = 0.1
_ROUND_SECONDS = 1.0
_STUCK_SECONDS = 6.0
"""How long dockerd may leave a ping unanswered, or any of them be halted by a signal."""

_START_SECONDS = 60.0
_LAUNCH_SECONDS = 10.0
_STEADY_SECONDS = 30.0
"""Who lived so long is started again at once when it dies."""

_LONGEST_PAUSE = 30.0
_SERVED_PAUSE = 1.0
"""Before one that had answered is started again: it is not broken, and learners wait for it."""

_TROUBLE = 3
"""Failures in a row that are told."""

_LARGEST_LOG = 1 * MEBIBYTE


class Watched:
    """One service and what happened to it."""

    def __init__(self, service: Service, hierarchies: cgroups.Hierarchies) -> None:
        self.service = service
        self.failures = 0
        self._doors = cgroups.doors(service.layout.group(service.name), hierarchies)
        self._started = time.monotonic()
        self._well = time.monotonic()
        self._served = False
        self._next = 0.0

    def tend(self, now: float) -> None:
        """Starts the service if it doesn't run and its time has come."""
        if self.service.pid is not None or self._is_being_launched(now):
            return
        if self._next == 0.0:
            self._next = now + self._pause(now)
        if now >= self._next:
            self._start(now)

    def look(self, now: float) -> None:
        """Kills the service if it has been stuck for too long."""
        pid = self.service.pid
        if pid is None:
            return
        halted = is_stopped(pid)
        if not halted and (self.service.name != "dockerd" or answers(self.service.layout.socket)):
            self._well, self._served = now, True
            if now > self._started + _STEADY_SECONDS:
                self.failures = 0
        elif now > self._well + (_STUCK_SECONDS if self._served or halted else _START_SECONDS):
            say(f"{self.service.name} is stuck: killing {pid}")
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _is_being_launched(self, now: float) -> bool:
        """On a busy machine that may take longer than a tick."""
        launching = self.failures > 0 and not has_launched(self.service.layout.pid_file(self.service.name))
        return launching and now < self._started + _LAUNCH_SECONDS

    def _pause(self, now: float) -> float:
        if now > self._started + _STEADY_SECONDS:
            self.failures = 0
        return pause_before_start(self.failures, served=self._served)

    def _start(self, now: float) -> None:
        layout, name = self.service.layout, self.service.name
        if name == "dockerd" and not _ready_for_dockerd(layout):
            return
        launch(self.service.command, pid_file=layout.pid_file(name), log=layout.log(name), joining=self._doors)
        say(f"started {name}")
        self.failures += 1
        self._started = self._well = now
        self._served, self._next = False, 0.0


def pause_before_start(failures: int, *, served: bool) -> float:
    """Returns seconds to wait after so many short lives in a row; `served` if the last one had come to answer."""
    longest = _SERVED_PAUSE if served else _LONGEST_PAUSE
    return min(longest, 0.25 * 2 ** (failures - 1)) if failures else 0.0


def supervise(layout: Layout, plan: Plan) -> None:
    """Runs until it is told to stop; what it started runs on."""
    with layout.plan.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another supervisor is at work")
            return
        hierarchies = cgroups.find_hierarchies()
        watched = [Watched(each, hierarchies) for each in services_of(layout, plan)]
        next_round = 0.0
        while True:
            with _going_on():
                _reap()
                for each in watched:
                    each.tend(time.monotonic())
                if time.monotonic() >= next_round:
                    next_round = time.monotonic() + _ROUND_SECONDS
                    _look_round(layout, plan, watched)
            time.sleep(_TICK_SECONDS)


def answers(path: Path) -> bool:
    """True if a Docker engine answers on this socket within two seconds."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(path))
            connection.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
            return b" 200 " in connection.recv(64)
    except OSError:
        return False


def say(words: str) -> None:
    """Adds a line to the supervisor's log."""
    with contextlib.suppress(OSError):  # no room to write it
        sys.stderr.write(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {words}\n")
        sys.stderr.flush()


@contextmanager
def _going_on() -> Iterator[None]:
    """Lets no trouble with a file or a process end the supervisor: the next tick tries again."""
    try:
        yield
    except OSError as trouble:
        say(str(trouble))


def _look_round(layout: Layout, plan: Plan, watched: list[Watched]) -> None:
    for each in watched:
        each.look(time.monotonic())
    _tell_trouble(layout, watched)
    _keep_house(layout, plan, watched)


def _ready_for_dockerd(layout: Layout) -> bool:
    """Clears the way: containerd answers, nothing of a dead dockerd is left, and the disk has a little room."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(layout.containerd_socket))
    except OSError:
        return False
    (layout.run / "dockerd.own.pid").unlink(missing_ok=True)
    if layers := clear_leftovers(layout.disk / "docker"):
        say(f"cleared {layers} layers that a killed dockerd had no note of")
    if disk.is_low(layout) and disk.drop_ballast(layout):
        say("the disk is full: dropped the ballast so that dockerd can start")
    return True


def _begin_cache_anew(layout: Layout, watched: list[Watched]) -> None:
    pid = next((each.service.pid for each in watched if each.service.name == "cache"), None)
    if pid is not None:
        end(pid, seconds=5)
    say("the registry cache is full: it begins anew")
    disk.empty_cache(layout)


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _tell_trouble(layout: Layout, watched: list[Watched]) -> None:
    failing = [each.service.name for each in watched if each.failures >= _TROUBLE]
    if failing:
        layout.trouble.write_text("\n".join(failing))
    else:
        layout.trouble.unlink(missing_ok=True)


def _keep_house(layout: Layout, plan: Plan, watched: list[Watched]) -> None:
    for log in (layout.log("supervisor"), *(layout.log(each.service.name) for each in watched)):
        if log.exists() and log.stat().st_size > _LARGEST_LOG:
            # The programs hold it open, so it is emptied in place; they write at its end.
            shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)
    if has_cache(plan) and disk.cache_is_full(layout):
        _begin_cache_anew(layout, watched)
    if plan.disk is not None:
        with contextlib.suppress(OSError):  # filled up meanwhile
            disk.tend_ballast(layout)
