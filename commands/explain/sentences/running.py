"""How the program in a container runs: its variables, its folder, its end and its restarts."""

from __future__ import annotations

from commands.explain.arguments import inside
from commands.explain.values.limits import read_restart
from commands.explain.values.numbers import read_integer, read_seconds, time_in_words
from commands.explain.words import is_open

_RESTART = {
    "": "The engine never starts the container again by itself.",
    "no": "The engine never starts the container again by itself.",
    "always": "The engine starts the container again whenever it ends, also after a restart of the engine.",
    "unless-stopped": "The engine starts the container again whenever it ends, until you stop it.",
    "on-failure": "The engine starts the container again when it ends with an error.",
}
_LOG_DRIVERS = {
    "awslogs": "Amazon's CloudWatch Logs",
    "etwlogs": "Windows' own record of events",
    "fluentd": "the log collector Fluentd",
    "gcplogs": "Google's Cloud Logging",
    "gelf": "a log server that reads GELF, such as Graylog",
    "journald": "the system's journal",
    "json-file": "a file of the engine, where docker logs reads it",
    "local": "a file of the engine, where docker logs reads it",
    "splunk": "Splunk",
    "syslog": "the system's log",
}
_LOG_OPTIONS = {
    "max-size": "When a file of logs has grown to {value}, the next one is begun.",
    "max-file": "Of the files of logs, {value} are kept.",
    "max-file=1": "Only one file of logs is kept.",
    "compress=true": "Older files of logs are kept compressed.",
    "compress=false": "Older files of logs are kept as they are.",
    "labels": "With each line the driver notes what the container has under these labels: {value}.",
    "env": "With each line the driver notes what the container has in these variables: {value}.",
    "tag": "Each line is marked with {value}.",
    "mode=blocking": "The program waits until each line is logged, as is usual.",
    "mode=non-blocking": "The program does not wait until its lines are logged, so that some may get lost.",
    "max-buffer-size": "Up to {value} of lines may wait to be logged.",
}
_STREAMS = {
    "stdin": "What you type goes to the program in the container (stdin).",
    "stdout": "What the program prints appears in your terminal (stdout).",
    "stderr": "The program's error messages appear in your terminal (stderr).",
}
_SIGNALS = {
    "HUP": "for many programs the sign to read their settings again",
    "INT": "which Ctrl+C sends too",
    "KILL": "which ends it at once, without a chance to put its work away",
    "QUIT": "for some programs the sign to finish what they are at",
    "STOP": "which freezes it",
    "TERM": "the usual one",
    "USR1": "whose meaning the program itself chooses",
    "USR2": "whose meaning the program itself chooses",
}
_NUMBERED = {"1": "HUP", "2": "INT", "3": "QUIT", "9": "KILL", "10": "USR1", "12": "USR2", "15": "TERM", "19": "STOP"}
"""Signals of Linux by their numbers (signal(7))."""
_RUNTIMES = {
    "runc": "docker's usual one",
    "runsc": "which puts a kernel of its own between the container and the host (gVisor)",
    "nvidia": "which brings in Nvidia's graphics processors",
    "crun": "a small one, written in C",
    "kata-runtime": "which runs it in a small virtual machine (Kata Containers)",
}
_ISOLATION = {
    "default": "A Windows container is kept apart as the engine has it.",
    "hyperv": "A Windows container runs in a small virtual machine of its own.",
    "process": "A Windows container shares the kernel of the host.",
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


def health_command(value: str) -> str:
    """Tells `--health-cmd`."""
    if not value:
        return "The health check stays the image's own."
    return (
        f"The engine runs {value} inside again and again; when that keeps failing, the container counts as unhealthy."
    )


def workdir(value: str) -> str:
    """Tells `-w`."""
    return f"The command starts in {inside(value) if value.startswith('{') else f'the folder {value}'}."


def entrypoint(value: str) -> str:
    """Tells `--entrypoint`."""
    if not value:
        return "The image's own program is set aside: the words behind the image say what runs."
    return f"The container starts {value} instead of the image's own program."


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
    return f"What the program prints goes to {_LOG_DRIVERS.get(value, f'the logging driver {value}')}."


def log_option(value: str) -> str:
    """Tells one `--log-opt`."""
    name, _, set_to = value.partition("=")
    if name.endswith("-address"):
        return f"What the program prints is sent to {set_to}."
    told = _LOG_OPTIONS.get(value) or _LOG_OPTIONS.get(name) or "The logging driver's option {name} is {value}."
    return told.replace("{name}", name).replace("{value}", set_to or "empty")


def stream(value: str) -> str:
    """Tells one `--attach`."""
    return _STREAMS.get(value.lower(), "")


def stop_timeout(value: str) -> str:
    """Tells `--stop-timeout`."""
    return _patience(value, "docker stop", "this container")


def timeout(value: str) -> str:
    """Tells `--timeout` of a command that stops containers."""
    return _patience(value, "docker", "each container")


def _patience(value: str, who: str, whose: str) -> str:
    seconds = read_integer(value)
    if not seconds:
        return f"{who} kills {whose} at once, with no time to put its work away."
    told = f"{seconds} second{'' if seconds == 1 else 's'}" if seconds > 0 else "for as long as it takes"
    return f"{who} waits {told} for {whose} to end{', then kills it' if seconds > 0 else ''}."


def stop_signal(value: str) -> str:
    """Tells the signal that asks a program to end."""
    return _signal(value, "To end, the main process is sent {signal}{meaning}.")


def kill_signal(value: str) -> str:
    """Tells the signal that `kill` sends."""
    return _signal(value, "In place of SIGKILL, the main process is sent {signal}{meaning}.")


def _signal(value: str, told: str) -> str:
    if not value or is_open(value):
        return ""
    name = _NUMBERED.get(value, value.upper().removeprefix("SIG"))
    if name == "KILL":
        told = told.replace("In place of SIGKILL, the", "The")
    meaning = f", {_SIGNALS[name]}" if name in _SIGNALS else ""
    return told.replace("{signal}", f"signal {name}" if name.isdigit() else f"SIG{name}").replace("{meaning}", meaning)


def runtime(value: str) -> str:
    """Tells `--runtime`."""
    name = "kata-runtime" if value.startswith("io.containerd.kata") else value
    return f"The container is started by the program {value}{f', {_RUNTIMES[name]}' if name in _RUNTIMES else ''}."


def isolation(value: str) -> str:
    """Tells `--isolation`; empty for what has no sentence of its own."""
    return _ISOLATION.get(value.lower() or "default", "")


def detach_keys(value: str) -> str:
    """Tells `--detach-keys`; empty for what has no sentence of its own."""
    if not value or is_open(value):
        return ""
    keys = [f"Ctrl+{key[5:].upper()}" if key.startswith("ctrl-") else f"“{key}”" for key in value.split(",")]
    return f"Pressing {' and then '.join(keys)} disconnects your terminal, and the container runs on."
