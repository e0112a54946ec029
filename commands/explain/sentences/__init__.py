"""The sentence for a flag whose value says more than its name: ports, mounts, sizes, times."""

from __future__ import annotations

from collections.abc import Callable

from commands.explain.arguments import inside
from commands.explain.sentences import building, composing, listing, mounts, outside, resources, rights, running

Sentence = Callable[[str], str]
"""Tells what a value does; raises Misfit for a value that can't be read."""
Given = Callable[[str], list[str]]
"""Returns the values of another flag of the same line."""
Beside = Callable[[str, Given], str]
"""Tells what a value does together with those of other flags."""

_PULL = {
    "always": "The registry is asked for a newer image, even when there is one here.",
    "missing": "The image is downloaded only when it is not here.",
    "never": "Nothing is downloaded: the image has to be here already.",
}
_RESOURCES: dict[str, Sentence] = {
    "memory": resources.memory,
    "memory-reservation": resources.reservation,
    "kernel-memory": resources.kernel_memory,
    "cpus": resources.cpus,
    "cpu-shares": resources.cpu_shares,
    "cpu-rt-period": resources.real_time_period,
    "cpu-rt-runtime": resources.real_time,
    "cpuset-cpus": resources.cores,
    "cpuset-mems": resources.memory_nodes,
    "blkio-weight": resources.disk_weight,
    "pids-limit": resources.processes,
    "restart": running.restart,
}
_HEALTH: dict[str, Sentence] = {
    "health-cmd": running.health_command,
    "health-interval": lambda value: running.every(
        value, "The health check is repeated after", "between two health checks"
    ),
    "health-timeout": lambda value: running.every(
        value, "A health check has failed when it takes more than", "that a health check may take"
    ),
    "health-retries": running.retries,
    "health-start-period": lambda value: running.every(
        value, "Failed health checks do not count during the first", "in which failed health checks do not count"
    ),
    "health-start-interval": lambda value: running.every(
        value, "While the program starts, the health check is repeated after", "between two checks at the start"
    ),
}
_RIGHTS: dict[str, Sentence] = {
    "cap-add": lambda value: rights.capability(value, "gets"),
    "cap-drop": lambda value: rights.capability(value, "loses"),
}
_PROGRAM: dict[str, Sentence] = {
    "env": running.environment,
    "env-file": lambda value: (
        f"Variables for the program are read from the file {inside(value)}, one a line; quotes there belong to the value."
    ),
    "user": running.user,
    "workdir": running.workdir,
}
_CONTAINER: dict[str, Sentence] = {
    **_RESOURCES,
    **_HEALTH,
    **_RIGHTS,
    **_PROGRAM,
    "publish": outside.publish,
    "expose": outside.expose,
    "volume": mounts.volume,
    "mount": mounts.mount,
    "tmpfs": mounts.tmpfs,
    "volumes-from": mounts.volumes_from,
    "memory-swappiness": resources.swappiness,
    "shm-size": resources.shared_memory,
    "oom-score-adj": resources.out_of_memory,
    "ulimit": resources.ulimit,
    "blkio-weight-device": resources.device_weight,
    "device-read-bps": resources.byte_rate("reads from"),
    "device-read-iops": resources.operation_rate("read"),
    "device-write-bps": resources.byte_rate("writes to"),
    "device-write-iops": resources.operation_rate("write"),
    "device-cgroup-rule": resources.device_rule,
    "network": outside.network,
    "network-alias": lambda value: f"In its network the container is also called {value}.",
    "pull": lambda value: _PULL.get(value, f"When the image is downloaded: {value}."),
    "platform": lambda value: f"The image for {value} is taken, even where your machine is of another kind.",
    "name": lambda value: f"The container is called {value}, so that you need not use its ID.",
    "ip": lambda value: f"The container has the address {value} in its network.",
    "ip6": lambda value: f"The container has the address {value} in its network.",
    "dns": lambda value: f"The container asks the name server {value}.",
    "dns-search": outside.search_domain,
    "link": outside.link,
    "entrypoint": running.entrypoint,
    "hostname": lambda value: f"Inside, the machine is called {value}.",
    "device": outside.device,
    "add-host": outside.host,
    "gpus": outside.gpus,
    "group-add": lambda value: f"The container's user belongs to the group {value} as well.",
    "pid": lambda value: rights.shared("pid", value),
    "ipc": lambda value: rights.shared("ipc", value),
    "uts": lambda value: rights.shared("uts", value),
    "userns": lambda value: rights.shared("userns", value),
    "cgroupns": lambda value: rights.shared("cgroupns", value),
    "security-opt": rights.security,
    "sysctl": lambda value: f"Inside the container, the kernel's setting {' is '.join(value.split('=', 1))}.",
    "runtime": running.runtime,
    "isolation": running.isolation,
    "log-driver": running.log_driver,
    "log-opt": running.log_option,
    "label-file": lambda value: f"Labels are read from the file {inside(value)}.",
    "label": lambda value: (
        f"The label {value} is attached; it is for people and programs, the container doesn't use it."
    ),
    "stop-timeout": running.stop_timeout,
    "stop-signal": running.stop_signal,
    "attach": running.stream,
}
_BUILD: dict[str, Sentence] = {
    "tag": building.tag,
    "file": building.file,
    "build-arg": building.build_argument,
    "platform": building.platforms,
    "secret": building.secret,
    "ssh": building.ssh,
    "output": building.output,
    "cache-from": building.cache_from,
    "cache-to": building.cache_to,
    "build-context": building.context,
    "network": building.network,
    "call": building.call,
    "allow": building.permit,
    "provenance": building.provenance,
    "sbom": building.contents,
    "add-host": outside.host,
    "ulimit": resources.ulimit,
    "shm-size": resources.shared_memory,
}
_COMPOSE: dict[str, Sentence] = {
    "scale": composing.scale,
    "pull": composing.pull,
    "timeout": running.timeout,
    "wait-timeout": composing.wait,
}
_STOP: dict[str, Sentence] = {"timeout": running.timeout, "signal": running.stop_signal}
_SERVICE = {
    **_HEALTH,
    **_RIGHTS,
    **_PROGRAM,
    **{name: _CONTAINER[name] for name in ("mount", "hostname", "dns", "dns-search", "log-driver", "log-opt")},
    **{name: _CONTAINER[name] for name in ("stop-signal", "isolation", "sysctl", "ulimit", "env-file")},
}
_SENTENCES: dict[str, dict[str, Sentence]] = {
    "container run": _CONTAINER,
    "container create": _CONTAINER,
    "container exec": _PROGRAM,
    "container update": _RESOURCES,
    "container stop": _STOP,
    "container restart": _STOP,
    "container kill": {"signal": running.kill_signal},
    "container ls": {"last": listing.last},
    "compose": {"profile": composing.profile, "parallel": composing.parallel, "ansi": composing.colours},
    "compose exec": _PROGRAM,
    "compose run": {
        **_PROGRAM,
        **_RIGHTS,
        **{name: _CONTAINER[name] for name in ("publish", "volume", "entrypoint", "name", "label", "pull")},
    },
    "compose up": _COMPOSE,
    "compose create": _COMPOSE,
    "compose stop": _COMPOSE,
    "compose restart": _COMPOSE,
    "compose down": {**_COMPOSE, "rmi": composing.images},
    "compose pull": {"policy": composing.policy},
    "compose build": {"build-arg": building.build_argument, "ssh": building.ssh},
    "compose kill": {"signal": running.kill_signal},
    "service create": _SERVICE,
    "service update": {**_SERVICE, "env-add": running.environment},
    "image build": _BUILD,
    "buildx build": _BUILD,
    "buildx bake": {name: _BUILD[name] for name in ("call", "allow", "provenance", "sbom")},
    "buildx create": {"driver": building.driver},
    "network create": {"driver": outside.kind_of_network},
    "system events": {"since": listing.events_since, "until": listing.events_until},
}
_ANYWHERE: dict[str, Sentence] = {
    "detach-keys": running.detach_keys,
    "format": listing.form,
    "progress": building.progress,
    "since": listing.since,
    "tail": listing.tail,
    "until": listing.until,
}
"""Flags that mean the same wherever they are."""
_TOGETHER: dict[str, Beside] = {
    "cpu-period": resources.cpu_period,
    "cpu-quota": resources.cpu_quota,
    "memory-swap": resources.swap,
}
_BESIDE: dict[str, dict[str, Beside]] = {
    "compose": {"file": composing.file},
    "container run": _TOGETHER,
    "container create": _TOGETHER,
    "container update": _TOGETHER,
}
"""Flags that mean something only together with others of the line."""


def sentence(command: str, flag: str, given: Given) -> Sentence | None:
    """Returns what tells a flag's value in a command, by their names; None where the flag's own text says it all."""
    if tell := _BESIDE.get(command, {}).get(flag):
        return lambda value: tell(value, given)
    return _SENTENCES.get(command, {}).get(flag) or _ANYWHERE.get(flag)
