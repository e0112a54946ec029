"""How much of its host a container may use: processors, memory, disks and processes."""

from __future__ import annotations

from collections.abc import Callable

from commands.explain.sentences.listed import listed
from commands.explain.values.devices import check_device_rule, read_byte_rate, read_operation_rate, read_weight
from commands.explain.values.limits import read_ulimit
from commands.explain.values.numbers import (
    read_bytes,
    read_cores,
    read_integer,
    read_natural,
    read_swap,
    size_in_words,
)
from commands.explain.words import is_open

Given = Callable[[str], list[str]]
"""Returns the values of another flag of the same line."""

_ROUND = 100_000
"""Microseconds: the kernel's usual period of the processor limit."""
_SHARES = 1024
_SHARED = 64 * 1024**2
_PARTS = {
    0.25: "a quarter of a processor core",
    0.5: "half a processor core",
    0.75: "three quarters of a processor core",
}
_NOT_GIVEN = "Zero is as if the flag were left out."
_ULIMITS = {
    "core": "the memory dump that it leaves when it crashes",
    "cpu": "seconds of processor time",
    "data": "the memory for its data",
    "fsize": "the size of a file that it writes",
    "locks": "locks on files",
    "memlock": "the memory that is never swapped out",
    "msgqueue": "the messages of its user that wait",
    "nice": "how far it may put itself before others",
    "nofile": "open files",
    "nproc": "processes of its user",
    "rss": "the memory in use, which Linux no longer limits",
    "rtprio": "its priority in real time",
    "rttime": "microseconds of real-time work without a pause",
    "sigpending": "signals that wait",
    "stack": "the memory for its stack",
}
"""What the limits are on (getrlimit(2) of Linux)."""
_IN_BYTES = frozenset({"core", "data", "fsize", "memlock", "msgqueue", "rss", "stack"})
_KINDS = {
    "a": ("device", "devices"),
    "b": ("block device", "block devices"),
    "c": ("character device", "character devices"),
}
_RIGHTS = {"r": "read", "w": "write", "m": "make"}


def cpus(value: str) -> str:
    """Tells `--cpus`."""
    cores = float(read_cores(value))
    return (
        f"The container may use the time of {_cores(cores)} at most."
        if cores
        else "The container may use all processor cores."
    )


def _cores(cores: float) -> str:
    return _PARTS.get(cores) or f"{cores:g} processor core{'' if cores == 1 else 's'}"


def cpu_quota(value: str, given: Given) -> str:
    """Tells `--cpu-quota`, with the round that `--cpu-period` sets."""
    quota, period = read_integer(value), _period(given)
    if quota <= 0:
        return "The container may use all processor cores."
    share = _cores(float(f"{quota / period:.3g}"))
    return f"The container may use {share} at most: {quota:,} microseconds of processor time in every {period:,}."


def _period(given: Given) -> int:
    return _last(given("cpu-period"), read_integer) or _ROUND


def _last(values: list[str], read: Callable[[str], int]) -> int | None:
    """Reads the value that counts; None where there is none, or where only the reader's shell knows it."""
    return read(values[-1]) if values and not is_open(values[-1]) else None


def cpu_period(value: str, given: Given) -> str:
    """Tells `--cpu-period`, which means something beside `--cpu-quota` alone."""
    period = read_integer(value)
    if not period:
        return _NOT_GIVEN
    use = (
        "--cpu-quota says how much of each may be used"
        if given("cpu-quota")
        else "without --cpu-quota this limits nothing"
    )
    return f"The processor limit is counted in rounds of {period:,} microseconds; {use}."


def cpu_shares(value: str) -> str:
    """Tells `--cpu-shares`."""
    shares = read_integer(value)
    if not shares:
        return _NOT_GIVEN
    usual = ", as is usual" if shares == _SHARES else f", where {_SHARES} is usual"
    return (
        f"When the processors are busy, the container's share has the weight {shares}{usual}; otherwise it may use all."
    )


def real_time_period(value: str) -> str:
    """Tells `--cpu-rt-period`."""
    return f"Work in real time is counted in rounds of {read_integer(value):,} microseconds."


def real_time(value: str) -> str:
    """Tells `--cpu-rt-runtime`."""
    return f"Programs that work in real time get at most {read_integer(value):,} microseconds of each round."


def cores(value: str) -> str:
    """Tells `--cpuset-cpus`."""
    which = _numbers(value)
    return f"The container runs on the processor core{_plural(which)} {which} alone, counted from 0."


def memory_nodes(value: str) -> str:
    """Tells `--cpuset-mems`."""
    which = _numbers(value)
    return f"The container uses memory of the node{_plural(which)} {which} alone; most machines have only node 0."


def _numbers(value: str) -> str:
    return listed(value.replace("-", " to ").split(","))


def _plural(which: str) -> str:
    return "s" if " " in which else ""


def disk_weight(value: str) -> str:
    """Tells `--blkio-weight`."""
    weight = read_natural(value)
    return (
        f"When the disk is busy, the container's share has the weight {weight}, where 500 is usual."
        if weight
        else _NOT_GIVEN
    )


def device_weight(value: str) -> str:
    """Tells one `--blkio-weight-device`."""
    device, weight = read_weight(value)
    return f"When {device} is busy, the container's share of it has the weight {weight}, where 500 is usual."


def byte_rate(verb: str) -> Callable[[str], str]:
    """Returns what tells a limit on bytes; `verb` is how they move, such as `reads from`."""

    def tell(value: str) -> str:
        device, rate = read_byte_rate(value)
        does, way = verb.split()
        return f"The container {does} at most {size_in_words(rate)} a second {way} {device}."

    return tell


def operation_rate(one: str) -> Callable[[str], str]:
    """Returns what tells a limit on operations, each of which is called `one`."""

    def tell(value: str) -> str:
        device, rate = read_operation_rate(value)
        return f"{device} does at most {rate:,} {one}{'' if rate == 1 else 's'} a second for the container."

    return tell


def device_rule(value: str) -> str:
    """Tells one `--device-cgroup-rule`."""
    check_device_rule(value)
    kind, numbers, rights = value.split()
    major, minor = numbers.split(":")
    may = listed([_RIGHTS[right] for right in sorted(set(rights), key="rwm".index)])
    return f"The container may {may} {_devices(kind, major, minor)}."


def _devices(kind: str, major: str, minor: str) -> str:
    one, several = _KINDS[kind]
    if "*" not in (major, minor):
        return f"the {one} with the number {major}:{minor}"
    if major == minor:
        return f"all {several}"
    return f"all {several} with the {f'major number {major}' if minor == '*' else f'minor number {minor}'}"


def memory(value: str) -> str:
    """Tells `-m`."""
    if not read_bytes(value):
        return "The container may use any amount of memory."
    return f"The container may use {amount(value)} of memory; a process that needs more is killed."


def swap(value: str, given: Given) -> str:
    """Tells `--memory-swap`, which counts the memory that `-m` allows as well."""
    total = read_swap(value)
    if total <= 0:
        return "The container may swap out as much as it likes." if total else _NOT_GIVEN
    memory = _last(given("memory"), read_bytes)
    room = total - memory if memory else -1
    if not room:
        return "This is no more than -m allows, so nothing is swapped out."
    together = f"Memory and what is swapped out of it may come to {size_in_words(total)} together"
    return f"{together}: beyond -m, {size_in_words(room)} may be swapped out." if room > 0 else f"{together}."


def swappiness(value: str) -> str:
    """Tells `--memory-swappiness`."""
    ready = read_integer(value)
    if ready < 0:
        return "Memory is swapped out as readily as elsewhere on the host."
    if not ready:
        return "Memory is swapped out only when nothing else helps."
    return f"Memory is swapped out with a readiness of {ready}, from 0 (as late as possible) to 100 (at once)."


def reservation(value: str) -> str:
    """Tells `--memory-reservation`."""
    return f"When the host runs short, the container is pressed towards {amount(value)} of memory."


def kernel_memory(value: str) -> str:
    """Tells `--kernel-memory`."""
    return f"The kernel's own memory for the container was limited to {amount(value)} by this; newer engines ignore it."


def shared_memory(value: str) -> str:
    """Tells `--shm-size`."""
    size = read_bytes(value)
    if not size:
        return "Zero is as if the flag were left out: the memory that processes share has room for 64 MiB."
    usual = ", as is usual" if size == _SHARED else ""
    return f"The memory that processes share (/dev/shm) has room for {size_in_words(size)}{usual}."


def amount(value: str) -> str:
    """Returns a size in words; zero is no limit."""
    amount = read_bytes(value)
    return size_in_words(amount) if amount else "any amount"


def out_of_memory(value: str) -> str:
    """Tells `--oom-score-adj`."""
    score = read_integer(value)
    if not score:
        return "When memory runs out, the kernel takes this container's processes like any others."
    if score == -1000:
        return "When memory runs out, the kernel spares this container's processes."
    when = "before others" if score > 0 else "after others"
    return f"When memory runs out, the kernel kills this container's processes {when}: {score} on a scale from -1000 to 1000."


def processes(value: str) -> str:
    """Tells `--pids-limit`; the kernel counts threads as well (pids controller of Linux)."""
    most = read_integer(value)
    if most <= 0:
        return "The container may have any number of processes."
    return f"The container may have at most {most:,} {'process' if most == 1 else 'processes and threads'} at a time."


def ulimit(value: str) -> str:
    """Tells one `--ulimit`."""
    name, soft, hard = read_ulimit(value)
    least, most = _limit(name, soft), _limit(name, hard)
    raised = "" if soft == hard else f"; a process may raise it to {most} itself"
    return f"Each process has the limit {name} ({_ULIMITS[name]}): {least}{raised}."


def _limit(name: str, number: int) -> str:
    if number == -1:
        return "no limit"
    return size_in_words(number) if name in _IN_BYTES and number else str(number)
