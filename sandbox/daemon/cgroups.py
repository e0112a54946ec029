"""Control groups of both kinds: limits are written to the kernel's files and read back from them.

Files and their meaning: the kernel's Documentation/admin-guide/cgroup-v1 and cgroup-v2.rst.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from sandbox.errors import Unavailable

_PERIOD = 100_000
"""Microseconds over which processor time is shared out."""

_UNLIMITED = 1 << 62
_KILL_SECONDS = 10.0
_REMOVE_SECONDS = 2.0
"""Most of which the kernel needs on a busy machine; what is left then, `up` makes use of again."""

_NEEDED = ("memory", "cpu", "pids")


@dataclass(frozen=True, slots=True)
class Caps:
    """`memory` in bytes with swap, `cpus` in cores, `pids` counts threads."""

    memory: int
    cpus: float
    pids: int


@dataclass(frozen=True, slots=True)
class Hierarchies:
    """Where control groups are on this machine: `limiting` by controller, `all` also those that limit nothing."""

    limiting: dict[str, Path]
    all: tuple[Path, ...]
    unified: bool


def find_hierarchies(mounts: str | None = None) -> Hierarchies:
    """Reads the table of mounts. Raises Unavailable where memory, processors or processes can't be limited."""
    limiting: dict[str, Path] = {}
    every: list[Path] = []
    unified = False
    for line in (mounts or Path("/proc/self/mounts").read_text()).splitlines():
        _, at, kind, options, *_ = line.split()
        if kind not in ("cgroup", "cgroup2"):
            continue
        every.append(Path(at))
        offered = options.split(",") if kind == "cgroup" else _words(Path(at) / "cgroup.controllers")
        for controller in set(offered) & set(_NEEDED):
            limiting[controller] = Path(at)
            unified = kind == "cgroup2"
    if missing := [each for each in _NEEDED if each not in limiting]:
        raise Unavailable(
            f"This machine can't limit {' and '.join(missing)}: containers could take all of it.",
            "Start it with control groups (systemd.unified_cgroup_hierarchy=1), or use another machine.",
        )
    return Hierarchies(limiting, tuple(every), unified)


def limit(group: str, caps: Caps, found: Hierarchies) -> None:
    """Makes the group and sets its limits. Raises Unavailable unless the kernel's files then say the same."""
    try:
        _make(group, found)
        for path, value in _settings(group, caps, found):
            path.write_text(str(value))
    except OSError as trouble:
        raise Unavailable(
            f"The kernel does not take the sandbox's limits ({trouble}).", "Use another machine."
        ) from None
    kept = caps_of(group, found)
    if kept is None or kept.memory > caps.memory or kept.pids > caps.pids or kept.cpus > caps.cpus + 0.01:
        raise Unavailable(f"The kernel did not keep the sandbox's limits: {kept} for {caps}.", "Use another machine.")


def yield_to_others(group: str, found: Hierarchies) -> None:
    """Lets everybody else on this machine come first where processors are short: a quarter of an ordinary share."""
    _make(group, found)
    name, value = ("cpu.weight", "25") if found.unified else ("cpu.shares", "256")
    (found.limiting["cpu"] / group / name).write_text(value)


def caps_of(group: str, found: Hierarchies) -> Caps | None:
    """Reads the limits in force; None where the group isn't there."""
    memory, cpu, pids = (found.limiting[each] / group for each in _NEEDED)
    try:
        if found.unified:
            swap = _number(memory / "memory.swap.max") if (memory / "memory.swap.max").exists() else 0
            quota, period = _words(cpu / "cpu.max")
            return Caps(
                _number(memory / "memory.max") + swap,
                float("inf") if quota == "max" else int(quota) / int(period),
                _number(pids / "pids.max"),
            )
        quota_v1 = _number(cpu / "cpu.cfs_quota_us")
        with_swap = memory / "memory.memsw.limit_in_bytes"
        return Caps(
            _number(with_swap if with_swap.exists() else memory / "memory.limit_in_bytes"),
            float("inf") if quota_v1 < 0 else quota_v1 / _number(cpu / "cpu.cfs_period_us"),
            _number(pids / "pids.max"),
        )
    except (OSError, ValueError):
        return None


def doors(group: str, found: Hierarchies) -> list[Path]:
    """The files that take a process into the group."""
    return [at / group / "cgroup.procs" for at in dict.fromkeys(found.limiting.values())]


def processes(group: str, found: Hierarchies) -> set[int]:
    """Everything that runs in the group or below it."""
    inside: set[int] = set()
    for path in _below(group, found):
        with contextlib.suppress(OSError):
            inside.update(map(int, _words(path / "cgroup.procs")))
    return inside


def kill(group: str, found: Hierarchies) -> bool:
    """Ends everything in the group, also what is frozen; returns whether there was anything.

    Raises Unavailable if something is still there after some seconds.
    """
    deadline = time.monotonic() + _KILL_SECONDS
    met = False
    while inside := processes(group, found):
        met = True
        for pid in inside:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        _thaw(group, found)
        if time.monotonic() > deadline:
            raise Unavailable(f"Processes of {group} don't end: {sorted(inside)}.", "Restart the machine.")
        time.sleep(0.02)
    return met


def remove(group: str, found: Hierarchies) -> None:
    """Removes the group with those below it from every hierarchy; nothing may run in them."""
    deadline = time.monotonic() + _REMOVE_SECONDS
    while (left := _below(group, found)) and time.monotonic() < deadline:
        for path in reversed(left):
            with contextlib.suppress(OSError):  # the kernel lets go of it a little later
                path.rmdir()
        time.sleep(0.005)


def _make(group: str, found: Hierarchies) -> None:
    for at in dict.fromkeys(found.limiting.values()):
        path = at
        for part in Path(group).parts:
            if found.unified:
                (path / "cgroup.subtree_control").write_text(" ".join(f"+{each}" for each in _NEEDED))
            path /= part
            path.mkdir(exist_ok=True)
            _count_below(path)


def _count_below(path: Path) -> None:
    """Before Linux 5.11 a limit of the first kind held for groups below only where it was asked to."""
    below = path / "memory.use_hierarchy"
    if below.exists() and below.read_text().strip() == "0":
        below.write_text("1")


def _settings(group: str, caps: Caps, found: Hierarchies) -> list[tuple[Path, int | str]]:
    memory, cpu, pids = (found.limiting[each] / group for each in _NEEDED)
    quota = round(caps.cpus * _PERIOD)
    if found.unified:
        swap = [(memory / "memory.swap.max", 0)] if (memory / "memory.swap.max").exists() else []
        return [
            (memory / "memory.max", caps.memory),
            *swap,
            (cpu / "cpu.max", f"{quota} {_PERIOD}"),
            (pids / "pids.max", caps.pids),
        ]
    with_swap = memory / "memory.memsw.limit_in_bytes"
    # Memory with swap is never below memory alone: lifted first and set last.
    lift, put = ([(with_swap, -1)], [(with_swap, caps.memory)]) if with_swap.exists() else ([], [])
    return [
        *lift,
        (memory / "memory.limit_in_bytes", caps.memory),
        *put,
        (cpu / "cpu.cfs_period_us", _PERIOD),
        (cpu / "cpu.cfs_quota_us", quota),
        (pids / "pids.max", caps.pids),
    ]


def _below(group: str, found: Hierarchies) -> list[Path]:
    """Returns the group's folders in every hierarchy, each before those inside it."""
    roots = [at / group for at in found.all]
    return [Path(at) for root in roots for at, _, _ in os.walk(root)]


def _thaw(group: str, found: Hierarchies) -> None:
    """A paused container of the first kind hears no signal, not even the last one."""
    for path in _below(group, found):
        state = path / "freezer.state"
        if state.exists():
            with contextlib.suppress(OSError):
                state.write_text("THAWED")


def _number(path: Path) -> int:
    text = path.read_text().strip()
    return _UNLIMITED if text == "max" else int(text)


def _words(path: Path) -> list[str]:
    return path.read_text().split()
