"""Restart policies, limits of processes and the words that a few flags choose from."""

from __future__ import annotations

from typing import NamedTuple

from commands.explain.values.misfit import Misfit
from commands.explain.values.numbers import read_decimal

_ULIMITS = frozenset(
    {
        *("core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc"),
        *("rss", "rtprio", "rttime", "sigpending", "stack"),
    }
)
_KERNEL_AREAS = ("net.", "fs.mqueue.")
_KERNEL_SETTINGS = frozenset(
    {
        "kernel.msgmax",
        "kernel.msgmnb",
        "kernel.msgmni",
        "kernel.sem",
        "kernel.shmall",
        "kernel.shmmax",
        "kernel.shmmni",
        "kernel.shm_rmid_forced",
    }
)


class Restart(NamedTuple):
    """When the engine starts a container again; `tries` is 0 without a limit."""

    policy: str
    tries: int

    @property
    def is_none(self) -> bool:
        """Says whether the container stays ended."""
        return self.policy in {"", "no"}

    def __str__(self) -> str:
        return f"{self.policy}:{self.tries}" if self.tries else self.policy


def read_restart(value: str) -> Restart:
    """Reads one `--restart`: a policy, with or without a number of tries. The engine checks the policy's name."""
    policy, colon, tries = value.partition(":")
    if colon and not policy:
        raise Misfit(f"“{value}” has no policy before the colon; write one such as on-failure:3.")
    if not tries:
        return Restart(policy, 0)
    try:
        return Restart(policy, read_decimal(tries))
    except Misfit:
        raise Misfit(f"“{tries}” is no number of tries; write one such as on-failure:3.") from None


def read_ulimit(value: str) -> tuple[str, int, int]:
    """Reads one `--ulimit`: name=soft[:hard]."""
    name, equals, limits = value.partition("=")
    if not equals:
        raise Misfit(f"“{value}” is no limit: write name=soft:hard, such as nofile=1024:2048.")
    if name not in _ULIMITS:
        raise Misfit(f"There is no limit named “{name}”; one that is often used is nofile.")
    numbers = [read_decimal(each) for each in limits.split(":")[:3]]
    if len(numbers) > 2:
        raise Misfit(f"“{limits}” has too many numbers: a soft and a hard limit are all.")
    soft, hard = numbers[0], numbers[-1]
    if hard != -1 and (soft > hard or soft == -1):
        raise Misfit(f"The soft limit {soft} is above the hard limit {hard}.")
    return name, soft, hard


def check_kernel_setting(value: str) -> None:
    """Raises Misfit where `--sysctl` names a setting that containers do not have for themselves."""
    name, equals, _ = value.partition("=")
    if not equals or not (name in _KERNEL_SETTINGS or name.startswith(_KERNEL_AREAS)):
        raise Misfit(
            f"“{value}” is no kernel setting that a container has for itself, such as net.core.somaxconn=1024."
        )


def capabilities(values: list[str]) -> list[str]:
    """Returns rights by their full names, each once and in order, as docker hands them to the engine."""
    return sorted({_capability(value) for value in values})


def _capability(value: str) -> str:
    if "$" in value:
        return value
    name = value.upper()
    return name if name == "ALL" or name.startswith("CAP_") else f"CAP_{name}"
