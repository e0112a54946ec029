"""The sentence for a flag whose value says more than its name: ports, mounts, sizes, times."""

from __future__ import annotations

from collections.abc import Callable

from commands.explain.arguments import inside
from commands.explain.sentences import building, outside, rights, running

Sentence = Callable[[str], str]
"""Tells what a value does; raises Misfit for a value that can't be read."""

_PULL = {
    "always": "The registry is asked for a newer image, even when there is one here.",
    "missing": "The image is downloaded only when it is not here.",
    "never": "Nothing is downloaded: the image has to be here already.",
}
_CONTAINER: dict[str, Sentence] = {
    "publish": outside.publish,
    "expose": outside.expose,
    "volume": outside.volume,
    "mount": outside.mount,
    "tmpfs": outside.tmpfs,
    "env": running.environment,
    "env-file": lambda value: (
        f"Variables for the program are read from the file {inside(value)}, one a line; quotes there belong to the value."
    ),
    "memory": running.memory,
    "memory-swap": running.swap,
    "memory-reservation": lambda value: (
        f"When the host runs short, the container is pressed towards {running.amount(value)} of memory."
    ),
    "shm-size": lambda value: f"The memory that processes share has room for {running.amount(value)}.",
    "cpus": running.cpus,
    "cpuset-cpus": lambda value: f"The container runs on the processor cores {value} alone, counted from 0.",
    "pids-limit": running.processes,
    "restart": running.restart,
    "network": outside.network,
    "network-alias": lambda value: f"In its network the container is also called {value}.",
    "user": running.user,
    "pull": lambda value: _PULL.get(value, f"When the image is downloaded: {value}."),
    "platform": lambda value: f"The image for {value} is taken, also where your machine is another.",
    "name": lambda value: f"The container is called {value}, so that you need not use its ID.",
    "ip": lambda value: f"The container has the address {value} in its network.",
    "ip6": lambda value: f"The container has the address {value} in its network.",
    "dns": lambda value: f"The container asks the name server {value}.",
    "workdir": running.workdir,
    "entrypoint": running.entrypoint,
    "hostname": lambda value: f"Inside, the machine is called {value}.",
    "cap-add": lambda value: rights.capability(value, "gets"),
    "cap-drop": lambda value: rights.capability(value, "loses"),
    "device": outside.device,
    "add-host": outside.host,
    "ulimit": running.ulimit,
    "gpus": outside.gpus,
    "pid": lambda value: rights.shared("pid", value),
    "ipc": lambda value: rights.shared("ipc", value),
    "uts": lambda value: rights.shared("uts", value),
    "userns": lambda value: rights.shared("userns", value),
    "cgroupns": lambda value: rights.shared("cgroupns", value),
    "security-opt": rights.security,
    "sysctl": lambda value: f"Inside the container, the kernel's setting {' is '.join(value.split('=', 1))}.",
    "log-driver": running.log_driver,
    "log-opt": running.log_option,
    "label-file": lambda value: f"Labels are read from the file {inside(value)}.",
    "stop-timeout": lambda value: f"docker stop waits {value} seconds for this container before it kills.",
    "attach": lambda value: f"Your terminal is connected to {value.lower()} of the container.",
    "label": lambda value: (
        f"The label {value} is attached; it is for people and programs, the container doesn't use it."
    ),
    "volumes-from": outside.volumes_from,
    "health-cmd": lambda value: (
        f"Now and then the container runs {value or 'nothing'}; when that fails, it counts as unhealthy."
    ),
    "health-interval": lambda value: running.every(
        value, "Between two health checks pass", "between two health checks"
    ),
    "health-timeout": lambda value: running.every(
        value, "A health check has failed when it takes more than", "that a health check may take"
    ),
    "health-retries": running.retries,
    "health-start-period": lambda value: running.every(
        value, "Failed health checks do not count during the first", "in which failed health checks do not count"
    ),
}
_BUILD: dict[str, Sentence] = {
    "tag": building.tag,
    "file": lambda value: f"The build's instructions are read from {inside(value)}, and not from ./Dockerfile.",
    "build-arg": building.build_argument,
    "target": lambda value: f"The build stops at the stage named {value}.",
    "platform": building.platforms,
    "add-host": outside.host,
    "ulimit": running.ulimit,
}
_EXEC = {name: _CONTAINER[name] for name in ("env", "env-file", "user", "workdir")}
_SENTENCES: dict[str, dict[str, Sentence]] = {
    "container run": _CONTAINER,
    "container create": _CONTAINER,
    "container exec": _EXEC,
    "compose exec": _EXEC,
    "compose run": _EXEC | {name: _CONTAINER[name] for name in ("publish", "volume", "entrypoint", "name")},
    "container update": {name: _CONTAINER[name] for name in ("memory", "cpus", "restart")},
    "service create": {name: _CONTAINER[name] for name in ("env", "env-file", "mount", "user", "workdir", "hostname")},
    "image build": _BUILD,
    "buildx build": _BUILD,
    "compose": {"file": lambda value: f"The services are read from {inside(value)}, and not from ./compose.yaml."},
}


def sentence(command: str, flag: str) -> Sentence | None:
    """Returns what tells a flag's value in a command, by their names; None where the flag's own text says it all."""
    return _SENTENCES.get(command, {}).get(flag)
