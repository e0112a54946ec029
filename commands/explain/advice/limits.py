"""Advice on limits and restarts that the engine refuses, or that do not do what one expects."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands.explain.advice.line import FlagRule, FlagRules, Line, Rules, for_each
from commands.explain.brevity import brief
from commands.explain.model import Advice, GivenFlag
from commands.explain.nearest import nearest
from commands.explain.parsed import MAKES_CONTAINER
from commands.explain.values.limits import read_restart
from commands.explain.values.numbers import read_bytes, read_swap
from commands.explain.words import is_open

_LEAST_MEMORY = 6 * 1024**2
"""Bytes; the engine refuses less (daemon/daemon_unix.go of Moby)."""
_POLICIES = ("no", "always", "unless-stopped", "on-failure")
_NAME = r"/?[A-Za-z0-9][A-Za-z0-9_.-]+"
"""What the engine takes for the name of a container (daemon/names of Moby)."""


def _memory(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    if is_open(flag.value) or not 0 < (amount := read_bytes(flag.value)) < _LEAST_MEMORY:
        return
    told = f"This is {amount} bytes, and the engine refuses less than 6 MiB."
    is_bare = flag.value.isdecimal() and len(flag.value) < 20 and int(flag.value) >= 6
    if is_bare:
        told = f"Without a unit this is {amount} bytes, and the engine refuses less than 6 MiB; m stands for MiB."
    end = flag.span[1]
    is_plain = is_bare and line.at(flag.span).endswith(flag.value)
    fix = line.replaced([((end, end), "m")]) if is_plain else None
    yield Advice("too-little-memory", "danger", flag.span, told, fix)


def _swap(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    memory = line.parsed.last("memory")
    if is_open(flag.value) or (memory and is_open(memory)):
        return
    swap = read_swap(flag.value)
    if swap > 0 and not memory:
        told = "--memory-swap is memory and swap together, and the engine refuses it without -m."
        yield Advice("swap-and-memory", "danger", flag.span, told)
    elif memory and 0 < swap < read_bytes(memory):
        told = "--memory-swap is memory and swap together, so the engine refuses less than -m has."
        yield Advice("swap-and-memory", "danger", flag.span, told)


def _reservation(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    memory = line.parsed.last("memory")
    if memory and not is_open(memory) and not is_open(flag.value) and read_bytes(flag.value) > read_bytes(memory) > 0:
        told = "The reservation is more than the limit that -m sets, which the engine refuses."
        yield Advice("reservation-above-memory", "danger", flag.span, told)


def _cpus(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    if flag is not line.parsed.every("cpus")[0]:
        return
    for other in ("cpu-period", "cpu-quota"):
        if clash := line.parsed.every(other):
            told = f"--cpus is a short way to set --{other}, and the engine takes only one of the two."
            fix = line.without(*(flag.span for flag in clash))
            yield Advice("cpus-twice", "danger", clash[0].span, told, fix)


def _restart(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    if flag is not line.parsed.every("restart")[-1] or is_open(flag.value):  # docker reads the last one alone
        return
    restart = read_restart(flag.value)
    if restart.policy and restart.policy not in _POLICIES:
        meant = nearest(restart.policy, _POLICIES)
        told = f"The engine knows no policy “{restart.policy}”: there are no, always, unless-stopped and on-failure."
        yield Advice("restart-policy", "danger", flag.span, brief(told), _policy(line, flag, meant))
    elif restart.tries and restart.policy != "on-failure":
        told = "A number of tries goes only with on-failure; the engine refuses it here."
        yield Advice("restart-policy", "danger", flag.span, told, _policy(line, flag, restart.policy))
    elif restart.policy == "always":
        told = "always starts even a container that you have stopped again, when the engine restarts."
        yield Advice("restart-always", "info", flag.span, told, _policy(line, flag, "unless-stopped"))


def _policy(line: Line, flag: GivenFlag, policy: str | None) -> str | None:
    if policy is None or not line.at(flag.span).endswith(flag.value):
        return None
    return line.replaced([((flag.span[1] - len(flag.value), flag.span[1]), policy)])


def _name(_: Line, flag: GivenFlag) -> Iterator[Advice]:
    if flag.value and not is_open(flag.value) and not re.fullmatch(_NAME, flag.value):
        told = f"“{flag.value}” can't name a container: two or more letters, digits, dots, dashes or underscores can."
        yield Advice("container-name", "danger", flag.span, brief(told))


def _workdir(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    value = flag.value
    if value and not is_open(value) and not value.startswith(("/", "{", "\\")) and value[1:2] != ":":
        told = f"The engine refuses {value} to start in: the whole path is needed, from the slash on."
        fix = line.without(flag.span) if value in {".", "./"} else None
        yield Advice("workdir-not-absolute", "danger", flag.span, brief(told), fix)


RULES: Rules = {}
_LIMITS: dict[str, FlagRule] = {
    "memory": _memory,
    "memory-swap": _swap,
    "memory-reservation": _reservation,
    "restart": _restart,
    "cpus": _cpus,
}
FLAG_RULES: FlagRules = {
    **for_each(MAKES_CONTAINER, {**_LIMITS, "name": _name, "workdir": _workdir}),
    "container update": {"restart": _restart, "memory": _memory},
}
