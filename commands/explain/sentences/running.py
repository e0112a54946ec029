"""How the program in a container runs: its variables, limits, rights and restarts."""

from __future__ import annotations

from commands.explain.arguments import inside
from commands.explain.values.limits import read_restart, read_ulimit
from commands.explain.values.numbers import (
    read_bytes,
    read_cores,
    read_integer,
    read_seconds,
    read_swap,
    size_in_words,
    time_in_words,
)

_RESTART = {
    "": "The engine never starts the container again by itself.",
    "no": "The engine never starts the container again by itself.",
    "always": "The engine starts the container again whenever it ends, also after a restart of the engine.",
    "unless-stopped": "The engine starts the container again whenever it ends, until you stop it.",
    "on-failure": "The engine starts the container again when it ends with an error.",
}
_ULIMITS = {
    "core": "bytes of a memory dump",
    "cpu": "seconds of processor time",
    "fsize": "bytes of a file",
    "memlock": "bytes that are never swapped out",
    "nofile": "open files",
    "nproc": "processes of its user",
    "stack": "bytes of its stack",
}
_LOG_DRIVERS = {
    "json-file": "a file of the engine, where docker logs reads it",
    "local": "a file of the engine, where docker logs reads it",
    "journald": "the system's journal",
    "syslog": "the system's log",
}


def environment(value: str) -> str:
    """Tells one `-e`."""
    name, equals, set_to = value.partition("=")
    if not equals:
        return f"The program sees the variable {name} with the value that it has in your shell."
    if not set_to:
        return f"The program sees the variable {name}, which is empty."
    if set_to.startswith(("$", "`")):
        return f"The program sees the variable {name} with what your shell puts in for {set_to}."
    return f"The program sees the variable {name} with the value {set_to}."


def memory(value: str) -> str:
    """Tells `-m`."""
    if not read_bytes(value):
        return "The container may use any amount of memory."
    return f"The container may use {amount(value)} of memory; a process that needs more is killed."


def swap(value: str) -> str:
    """Tells `--memory-swap`."""
    total = read_swap(value)
    if total <= 0:
        return "The container may swap out as much as it likes." if total else "Zero is as if the flag were left out."
    return f"Memory and what is swapped out of it may come to {amount(value)} together."


def amount(value: str) -> str:
    """Returns a size in words; zero is no limit."""
    amount = read_bytes(value)
    return "any amount" if not amount else size_in_words(amount)


def cpus(value: str) -> str:
    """Tells `--cpus`."""
    cores = float(read_cores(value))
    if not cores:
        return "The container may use all processor cores."
    return f"The container may use the time of {cores:g} processor core{'' if cores == 1 else 's'} at most."


def processes(value: str) -> str:
    """Tells `--pids-limit`."""
    most = read_integer(value)
    if most <= 0:
        return "The container may have any number of processes."
    return f"The container may have {most} process{'' if most == 1 else 'es'} at a time."


def restart(value: str) -> str:
    """Tells `--restart`."""
    restart = read_restart(value)
    told = _RESTART.get(restart.policy)
    if told is None:
        return f"“{restart.policy}” is no policy that the engine knows: no, always, unless-stopped or on-failure."
    if not restart.tries:
        return told
    return f"{told[:-1]}, at most {'once' if restart.tries == 1 else f'{restart.tries} times'}."


def user(value: str) -> str:
    """Tells `-u`."""
    name, _, group = value.partition(":")
    who = f"the user {name}" if name else "the image's own user"
    root = ", the administrator inside the container" if name in {"root", "0"} else ""
    with_group = f"{',' if root else ''} with the group {group}" if group else ""
    return f"The command runs as {who}{root}{with_group}."


def workdir(value: str) -> str:
    """Tells `-w`."""
    return f"The command starts in {inside(value) if value.startswith('{') else f'the folder {value}'}."


def entrypoint(value: str) -> str:
    """Tells `--entrypoint`."""
    if not value:
        return "The image's own program is set aside: the words behind the image say what runs."
    return f"The container starts {value} instead of the image's own program."


def ulimit(value: str) -> str:
    """Tells one `--ulimit`."""
    name, soft, hard = read_ulimit(value)
    what = f" ({_ULIMITS[name]})" if name in _ULIMITS else ""
    limit = "without a limit" if soft == -1 else f"{soft}" if soft == hard else f"{soft}, and {hard} at the very most"
    return f"Each process has the limit {name}{what}: {limit}."


def every(value: str, what: str, which: str) -> str:
    """Tells a time of the health check; zero leaves it to the image."""
    if not read_seconds(value):
        return f"The time {which} is as the image or docker has it."
    return f"{what} {time_in_words(abs(read_seconds(value)))}."


def retries(value: str) -> str:
    """Tells `--health-retries`."""
    failed = read_integer(value)
    if not failed:
        return "The image says after how many failed checks the container counts as unhealthy; otherwise 3."
    told = "1 failed check" if failed == 1 else f"{failed} failed checks in a row"
    return f"After {told} the container counts as unhealthy."


def log_driver(value: str) -> str:
    """Tells `--log-driver`."""
    if value == "none":
        return "What the program prints is kept nowhere, so docker logs has nothing to show."
    return f"What the program prints goes to {_LOG_DRIVERS.get(value, value)}."


def log_option(value: str) -> str:
    """Tells one `--log-opt`; empty for what has no sentence of its own."""
    name, _, set_to = value.partition("=")
    if name == "max-size":
        return f"When a file of logs has grown to {set_to}, the next one is begun."
    return f"Of the files of logs, {set_to} are kept." if name == "max-file" and set_to != "1" else ""
