"""What `docker run` and `docker exec` ask for, as orders for the sandbox; nothing that isn't in an order is done.

Flags and values that can't be had were refused before; caps, names and paths are checked by the sandbox.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from commands.docker.line import Line
from commands.errors import invalid
from commands.explain.values.mounts import Mount, read_mount, read_tmpfs, read_volume
from commands.explain.values.numbers import read_bytes, read_cores, read_integer
from commands.text import Code
from sandbox.containers.values import ExecOrder, PullRule, RunOrder, VolumeMount
from sandbox.references import Reference

_PULL_RULES = ("missing", "always", "never")

HARMLESS = frozenset({"network", "restart", "platform"})
"""Flags of which only the one value can be had that changes nothing here."""

RUN_FLAGS = HARMLESS | frozenset(
    {
        *("name", "detach", "rm", "env", "workdir", "user", "entrypoint", "hostname", "memory", "cpus", "pids-limit"),
        *("read-only", "init", "tmpfs", "volume", "mount", "label", "stop-signal", "pull", "quiet"),
    }
)
"""Flags of `docker run` that are honoured."""

EXEC_FLAGS = frozenset({"env", "workdir", "user", "detach"})


def run_order(line: Line, image: Reference) -> RunOrder:
    """Reads a `docker run` line; raises CommandError for a value that can't be had."""
    tmpfs, volumes = _mounts(line)
    memory, cpus, pids = line.value("memory"), line.value("cpus"), line.value("pids-limit")
    return RunOrder(
        image=image,
        command=line.arguments[1:],
        name=line.value("name"),
        detached=line.is_on("detach"),
        remove=line.is_on("rm"),
        environment=_environment(line),
        folder=line.value("workdir"),
        user=line.value("user"),
        entrypoint=line.value("entrypoint"),
        hostname=line.value("hostname"),
        memory=(read_bytes(memory) or None) if memory else None,
        cpus=(float(read_cores(cpus)) or None) if cpus else None,
        pids=(read_integer(pids) or None) if pids else None,
        read_only=line.is_on("read-only"),
        init=line.is_on("init"),
        tmpfs=tmpfs,
        volumes=volumes,
        labels=labels(line),
        stop_signal=line.value("stop-signal"),
        pull=_pull_rule(line),
        called=line.arguments[0],
    )


def exec_order(line: Line) -> ExecOrder:
    """Reads a `docker exec` line."""
    return ExecOrder(
        command=line.arguments[1:],
        environment=_environment(line),
        folder=line.value("workdir"),
        user=line.value("user"),
        detached=line.is_on("detach"),
    )


def labels(line: Line) -> dict[str, str]:
    """Returns the labels of a line; one without a value is empty."""
    return {key: value for key, _, value in (each.partition("=") for each in line.values("label"))}


def _environment(line: Line) -> tuple[str, ...]:
    for each in line.values("env"):
        if "=" not in each:
            raise invalid(
                "{typed} would hand on a variable of your own shell, and only this line is here: write {full}.",
                typed=Code(f"-e {each}"),
                full=Code(f"-e {each}=VALUE"),
            )
    return tuple(line.values("env"))


def _pull_rule(line: Line) -> PullRule:
    rule = line.value("pull") or "missing"
    if rule not in _PULL_RULES:
        raise invalid(
            "{rule} is no rule for pulling: it is one of {rules}.", rule=Code(rule), rules=", ".join(_PULL_RULES)
        )
    return cast("PullRule", rule)


def _mounts(line: Line) -> tuple[tuple[str, ...], tuple[VolumeMount, ...]]:
    """Returns the targets of memory disks, and the volumes."""
    found = list(_every_mount(line))
    tmpfs = tuple(each.target for each in found if each.type == "tmpfs")
    volumes = tuple(
        VolumeMount(each.source or None, each.target, each.readonly) for each in found if each.type == "volume"
    )
    return tmpfs, volumes


def _every_mount(line: Line) -> Iterator[Mount]:
    for name, flag in line.given():
        if name in _READERS:
            yield _READERS[name](flag.value)


_READERS = {"volume": read_volume, "mount": read_mount, "tmpfs": read_tmpfs}
