"""How the program in a container runs: its variables, limits, rights and restarts."""

from __future__ import annotations

from commands.explain.values.limits import capabilities, read_restart, read_ulimit
from commands.explain.values.numbers import read_bytes, read_cores, read_seconds, size_in_words, time_in_words

_RESTART = {
    "": "The engine never starts the container again by itself.",
    "no": "The engine never starts the container again by itself.",
    "always": "The engine starts the container again whenever it ends, also after a restart of the engine.",
    "unless-stopped": "The engine starts the container again whenever it ends, until you stop it.",
    "on-failure": "The engine starts the container again when it ends with an error.",
}


def environment(value: str) -> str:
    """Tells one `-e`."""
    name, equals, set_to = value.partition("=")
    if not equals:
        return f"The program sees the variable {name} with the value that it has in your shell."
    return f"The program sees the variable {name} with the value {set_to or 'nothing'}."


def memory(value: str) -> str:
    """Tells `-m`."""
    return f"The container may use {amount(value)} of memory; a process that needs more is killed."


def amount(value: str) -> str:
    """Returns a size in words; zero is no limit."""
    amount = read_bytes(value)
    return "any amount" if not amount else size_in_words(amount)


def cpus(value: str) -> str:
    """Tells `--cpus`."""
    cores = float(read_cores(value))
    return f"The container may use the time of {cores:g} processor core{'' if cores == 1 else 's'} at most."


def restart(value: str) -> str:
    """Tells `--restart`."""
    restart = read_restart(value)
    told = _RESTART.get(restart.policy)
    if told is None:
        return f"“{restart.policy}” is no policy that the engine knows: no, always, unless-stopped or on-failure."
    return f"{told[:-1]}, at most {restart.tries} times." if restart.tries else told


def user(value: str) -> str:
    """Tells `-u`."""
    root = value.partition(":")[0] in {"root", "0"}
    return f"The command runs as the user {value}{', the administrator inside the container' if root else ''}."


def capability(value: str, verb: str) -> str:
    """Tells one `--cap-add` or `--cap-drop`."""
    (name,) = capabilities([value])
    what = (
        "every right of the kernel's administrator"
        if name == "ALL"
        else f"the kernel's right {name.removeprefix('CAP_')}"
    )
    return f"The container {verb} {what}."


def ulimit(value: str) -> str:
    """Tells one `--ulimit`."""
    name, soft, hard = read_ulimit(value)
    limit = "without a limit" if soft == -1 else f"{soft}" if soft == hard else f"{soft}, and {hard} at the very most"
    return f"Each process has the limit {name}: {limit}."


def every(value: str, what: str) -> str:
    """Tells a time of the health check."""
    return f"{what} {time_in_words(abs(read_seconds(value)))}."
