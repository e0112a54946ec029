"""The sentence for a flag whose value says more than its name: ports, mounts, sizes, times."""

from __future__ import annotations

from collections.abc import Callable

from commands.explain.arguments import inside
from commands.explain.values.devices import names_device, read_device
from commands.explain.values.limits import capabilities, read_restart, read_ulimit
from commands.explain.values.mounts import Mount, read_mount, read_tmpfs, read_volume
from commands.explain.values.networks import read_host, read_network
from commands.explain.values.numbers import read_bytes, read_cores, read_seconds, size_in_words, time_in_words
from commands.explain.values.ports import Published, read_exposed, read_published

Sentence = Callable[[str], str]
"""Tells what a value does; raises Misfit for a value that can't be read."""

_RESTART = {
    "": "The engine never starts the container again by itself.",
    "no": "The engine never starts the container again by itself.",
    "always": "The engine starts the container again whenever it ends, also after a restart of the engine.",
    "unless-stopped": "The engine starts the container again whenever it ends, until you stop it.",
    "on-failure": "The engine starts the container again when it ends with an error.",
}
_NETWORKS = {
    "default": "The container joins the default network.",
    "bridge": "The container joins the default network.",
    "host": "The container uses the network of the host itself; published ports have no meaning then.",
    "none": "The container has no network.",
}
_PULL = {
    "always": "The registry is asked for a newer image, even when there is one here.",
    "missing": "The image is downloaded only when it is not here.",
    "never": "Nothing is downloaded: the image has to be here already.",
}
_HERE_ALONE = frozenset({"127.0.0.1", "::1"})
_EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to


def _publish(value: str) -> str:
    ports = read_published(value)
    if ports.host is None:
        outer = "A free port of your machine" if ports.count == 1 else f"{ports.count} free ports of your machine"
    else:
        outer = f"{_ports(ports.host)} of your machine"
    if ports.host and ports.host[0] != ports.host[1] and ports.count == 1:
        outer = f"The first free port from {ports.host[0]} to {ports.host[1]} of your machine"
    verb = "leads" if ports.count == 1 else "lead one by one"
    told = f"{outer} {verb} to {_ports(ports.container).lower()}{_protocol(ports.protocol)} in the container"
    return f"{told}{_reach(ports)}"


def _ports(ports: tuple[int, int]) -> str:
    return f"Port {ports[0]}" if ports[0] == ports[1] else f"Ports {ports[0]} to {ports[1]}"


def _protocol(protocol: str) -> str:
    return "" if protocol == "tcp" else f" ({protocol})"


def _reach(ports: Published) -> str:
    if ports.host_ip in _HERE_ALONE:
        return "; only your machine itself can use it."
    return ", on all its addresses." if ports.host_ip in _EVERYWHERE else f", on the address {ports.host_ip}."


def _expose(value: str) -> str:
    exposed = read_exposed(value)
    ports = _ports(exposed.ports)
    return f"Notes that the container listens on {ports.lower()}{_protocol(exposed.protocol)}; nothing is opened on the host."


def _mounted(mount: Mount) -> str:
    match mount.type:
        case "tmpfs":
            return f"{mount.target} in the container lies in memory and is gone with the container."
        case "volume" if not mount.source:
            return f"{mount.target} in the container lies in a new volume without a name."
        case "volume":
            kept = "which the container can only read" if mount.readonly else "which stays when the container goes"
            return f"{_volume(mount.source)} appears in the container as {mount.target}, {kept}."
        case "bind":
            ways = "the container can only read it" if mount.readonly else "changes go both ways"
            return f"{_folder(mount.source)} appears inside the container as {mount.target}; {ways}."
        case "image":
            return f"The files of the image {mount.source} appear in the container as {mount.target}, to be read."
        case kind:
            return f"Something of the type {kind} appears in the container as {mount.target}."


def _volume(source: str) -> str:
    return f"What {source} stands for" if source.startswith(("$", "`", "<")) else f"The volume {source}"


def _folder(source: str) -> str:
    told = inside(source)
    if source in {"{cwd}", "{home}"}:
        return told[0].upper() + told[1:]
    return told if source.startswith("{") else f"{told} of your machine"


def _environment(value: str) -> str:
    name, equals, set_to = value.partition("=")
    if not equals:
        return f"The program sees the variable {name} with the value that it has in your shell."
    return f"The program sees the variable {name} with the value {set_to or 'nothing'}."


def _memory(value: str) -> str:
    return f"The container may use {_amount(value)} of memory; a process that needs more is killed."


def _amount(value: str) -> str:
    amount = read_bytes(value)
    return "any amount" if not amount else size_in_words(amount)


def _cpus(value: str) -> str:
    cores = float(read_cores(value))
    return f"The container may use the time of {cores:g} processor core{'' if cores == 1 else 's'} at most."


def _restart(value: str) -> str:
    restart = read_restart(value)
    told = _RESTART.get(restart.policy)
    if told is None:
        return f"“{restart.policy}” is no policy that the engine knows: no, always, unless-stopped or on-failure."
    return f"{told[:-1]}, at most {restart.tries} times." if restart.tries else told


def _network(value: str) -> str:
    network = read_network(value)
    if network.name.startswith("container:"):
        return f"The container shares the network of the container {network.name.partition(':')[2]}."
    told = _NETWORKS.get(
        network.name, f"The container joins the network {network.name}, where others reach it by name."
    )
    aliases = network.fields.get("alias", ())
    return f"{told} There it is also called {' and '.join(aliases)}." if aliases else told


def _user(value: str) -> str:
    root = value.partition(":")[0] in {"root", "0"}
    return f"The command runs as the user {value}{', the administrator inside the container' if root else ''}."


def _capability(value: str, verb: str) -> str:
    (name,) = capabilities([value])
    what = (
        "every right of the kernel's administrator"
        if name == "ALL"
        else f"the kernel's right {name.removeprefix('CAP_')}"
    )
    return f"The container {verb} {what}."


def _device(value: str) -> str:
    if names_device(value):
        return f"The container gets the device {value}, by the name its vendor registered."
    device = read_device(value)
    rights = {"rwm": "", "rw": "", "r": ", to be read only", "w": ", to be written only"}.get(device.rights, "")
    return f"The device {device.host} of your machine appears in the container as {device.inside}{rights}."


def _host(value: str) -> str:
    name, address = read_host(value)
    leads = "the machine that runs the engine" if address == "host-gateway" else address
    return f"Inside the container, the name {name} leads to {leads}."


def _ulimit(value: str) -> str:
    name, soft, hard = read_ulimit(value)
    limit = "without a limit" if soft == -1 else f"{soft}" if soft == hard else f"{soft}, and {hard} at the very most"
    return f"Each process has the limit {name}: {limit}."


def _platforms(value: str) -> str:
    several = value.split(",")
    if len(several) > 1:
        return f"The image is built for {len(several)} platforms: {', '.join(several)}."
    return f"The image for {value} is taken, also where your machine is another."


def _tag(value: str) -> str:
    tagged = ":" in value.rpartition("/")[2]
    return f"The image is named {value}{'' if tagged else ', with the tag latest'}."


def _build_argument(value: str) -> str:
    name, equals, set_to = value.partition("=")
    return (
        f"The Dockerfile's ARG {name} is {set_to or 'empty'}."
        if equals
        else f"The Dockerfile's ARG {name} gets the value it has in your shell."
    )


def _every(value: str, what: str) -> str:
    return f"{what} {time_in_words(abs(read_seconds(value)))}."


_CONTAINER: dict[str, Sentence] = {
    "publish": _publish,
    "expose": _expose,
    "volume": lambda value: _mounted(read_volume(value)),
    "mount": lambda value: _mounted(read_mount(value)),
    "tmpfs": lambda value: _mounted(read_tmpfs(value)),
    "env": _environment,
    "env-file": lambda value: f"Variables for the program are read from the file {inside(value)}, one a line.",
    "memory": _memory,
    "memory-reservation": lambda value: (
        f"When the host runs short, the container is pressed towards {_amount(value)} of memory."
    ),
    "shm-size": lambda value: f"The memory that processes share has room for {_amount(value)}.",
    "cpus": _cpus,
    "restart": _restart,
    "network": _network,
    "network-alias": lambda value: f"In its network the container is also called {value}.",
    "user": _user,
    "pull": lambda value: _PULL.get(value, f"When the image is downloaded: {value}."),
    "platform": _platforms,
    "name": lambda value: f"The container is called {value}, so that you need not use its ID.",
    "workdir": lambda value: (
        f"The command starts in {inside(value) if value.startswith('{') else f'the folder {value}'}."
    ),
    "entrypoint": lambda value: (
        f"The container starts {value or 'nothing of the image'} instead of the image's own program."
    ),
    "hostname": lambda value: f"Inside, the machine is called {value}.",
    "cap-add": lambda value: _capability(value, "gets"),
    "cap-drop": lambda value: _capability(value, "loses"),
    "device": _device,
    "add-host": _host,
    "ulimit": _ulimit,
    "gpus": lambda value: (
        f"The container may use {'all graphics processors' if value == 'all' else f'graphics processors: {value}'}."
    ),
    "label": lambda value: (
        f"The label {value} is attached; it is for people and programs, the container doesn't use it."
    ),
    "volumes-from": lambda value: (
        f"The volumes of the container {value.partition(':')[0]} appear here too, in the same places."
    ),
    "health-cmd": lambda value: (
        f"Now and then the container runs {value or 'nothing'}; when that fails, it counts as unhealthy."
    ),
    "health-interval": lambda value: _every(value, "Between two health checks pass"),
    "health-timeout": lambda value: _every(value, "A health check has failed when it takes more than"),
    "health-start-period": lambda value: _every(value, "Failed health checks do not count during the first"),
}
_BUILD: dict[str, Sentence] = {
    "tag": _tag,
    "file": lambda value: f"The build's instructions are read from {inside(value)}, and not from ./Dockerfile.",
    "build-arg": _build_argument,
    "target": lambda value: f"The build stops at the stage named {value}.",
    "platform": _platforms,
    "add-host": _host,
    "ulimit": _ulimit,
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
