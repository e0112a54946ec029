"""What a container has of the world outside: ports, mounts, devices, networks and names."""

from __future__ import annotations

import re

from commands.explain.arguments import inside
from commands.explain.values.devices import names_device, read_device, read_gpus
from commands.explain.values.misfit import Misfit
from commands.explain.values.mounts import Mount, read_mount, read_volume
from commands.explain.values.networks import read_host, read_network
from commands.explain.values.numbers import read_bytes, size_in_words
from commands.explain.values.ports import Published, read_exposed, read_published
from commands.explain.words import is_open

_NETWORKS = {
    "default": "The container joins the default network.",
    "bridge": "The container joins the default network.",
    "host": "The container uses the network of the host itself; published ports have no meaning then.",
    "none": "The container has no network.",
}
_HERE_ALONE = frozenset({"127.0.0.1", "::1"})
_EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to
_OF_THE_SHELL = r"(\$\w+|\$\{\w+\}|<\w+>|\d+):(\$\w+|\$\{\w+\}|<\w+>|\d+)"
"""A port on each side, of which the reader's shell knows one or both."""
_TMPFS_SIZE = r"\btmpfs-size=([^,]+)"
_OPTIONS = {
    "z": "On a system with SELinux, all containers get the right to it.",
    "Z": "On a system with SELinux, this container alone gets the right to it.",
    "nocopy": "What the image has there is not copied into it.",
    "U": "All in it is given to the container's user.",
}


def publish(value: str) -> str:
    """Tells one `-p`."""
    if is_open(value) and (found := re.fullmatch(_OF_THE_SHELL, value)):
        return f"Port {found[1]} of your machine leads to port {found[2]} in the container, on all its addresses."
    ports = read_published(value)
    verb = "leads" if ports.amount == 1 else "lead one by one"
    inner = f"{_ports(ports.container).lower()}{_protocol(ports.protocol)} in the container"
    return f"{_of_the_host(ports)} of your machine {verb} to {inner}{_reach(ports)}"


def _of_the_host(ports: Published) -> str:
    if ports.host is None or ports.host == (0, 0):
        return "A free port" if ports.amount == 1 else f"{ports.amount} free ports"
    first, last = ports.host
    return f"The first free port from {first} to {last}" if first != last and ports.amount == 1 else _ports(ports.host)


def _ports(ports: tuple[int, int]) -> str:
    return f"Port {ports[0]}" if ports[0] == ports[1] else f"Ports {ports[0]} to {ports[1]}"


def _protocol(protocol: str) -> str:
    return "" if protocol == "tcp" else f" ({protocol})"


def _reach(ports: Published) -> str:
    if ports.host_ip in _HERE_ALONE:
        return "; only your machine itself can use it."
    return ", on all its addresses." if ports.host_ip in _EVERYWHERE else f", on the address {ports.host_ip}."


def expose(value: str) -> str:
    """Tells one `--expose`."""
    exposed = read_exposed(value)
    ports = _ports(exposed.ports)
    return f"Notes that the container listens on {ports.lower()}{_protocol(exposed.protocol)}; nothing is opened on the host."


def volume(value: str) -> str:
    """Tells one `-v`."""
    mount = read_volume(value)
    given = value.rpartition(":")[2].split(",") if mount.target != value.rpartition(":")[2] else ()
    return " ".join([mounted(mount), *(_OPTIONS[option] for option in given if option in _OPTIONS)])


def tmpfs(value: str) -> str:
    """Tells one `--tmpfs`."""
    path, _, options = value.partition(":")
    given = dict(option.partition("=")[::2] for option in options.split(","))
    return _in_memory(path, given.get("size", ""), readonly="ro" in given)


def mount(value: str) -> str:
    """Tells one `--mount`."""
    mount = read_mount(value)
    if mount.type == "tmpfs":
        found = re.search(_TMPFS_SIZE, value)
        return _in_memory(mount.target, found[1] if found else "", readonly=mount.readonly)
    return mounted(mount)


def _in_memory(path: str, size: str, *, readonly: bool) -> str:
    room = f", with room for {_size(size)}," if size else ""
    rights = "; the container can only read it" if readonly else ""
    return f"{path} in the container lies in memory{room} and is gone with the container{rights}."


def _size(text: str) -> str:
    try:
        return size_in_words(read_bytes(text))
    except Misfit:
        return text  # the kernel takes a share of the memory too, such as 10%


def mounted(mount: Mount) -> str:
    """Tells what appears where."""
    match mount.type:
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
    if source in {"{cwd}", "{home}", "{cwd}/.."}:
        return told[0].upper() + told[1:]
    return told if source.startswith("{") else f"{told} of your machine"


def network(value: str) -> str:
    """Tells one `--network`."""
    network = read_network(value)
    if network.name == "container:":
        return "The name of the container whose network is to be shared is missing."
    if network.name.startswith("container:"):
        return f"The container shares the network of the container {network.name.partition(':')[2]}."
    told = _NETWORKS.get(
        network.name, f"The container joins the network {network.name}, where others reach it by name."
    )
    aliases = network.fields.get("alias", ())
    also = f" There it is also called {' and '.join(aliases)}." if aliases else ""
    addresses = [*network.fields.get("ip", ()), *network.fields.get("ip6", ())]
    return f"{told}{also}{f' Its address there is {addresses[0]}.' if addresses else ''}"


def device(value: str) -> str:
    """Tells one `--device`."""
    if names_device(value):
        return f"The container gets the device {value}, by the name its vendor registered."
    device = read_device(value)
    rights = {"rwm": "", "rw": "", "r": ", to be read only", "w": ", to be written only"}.get(device.rights, "")
    return f"The device {device.host} of your machine appears in the container as {device.inside}{rights}."


def host(value: str) -> str:
    """Tells one `--add-host`."""
    name, address = read_host(value)
    leads = "the machine that runs the engine" if address == "host-gateway" else address
    return f"Inside the container, the name {name} leads to {leads}."


def gpus(value: str) -> str:
    """Tells `--gpus`."""
    fields = read_gpus(value)
    able = f", for {fields['capabilities']}" if fields.get("capabilities") else ""
    if device := fields.get("device"):
        return f"The container may use the graphics processors {device}{able}."
    count = fields.get("count", "all")
    told = {"all": "all graphics processors", "-1": "all graphics processors", "1": "1 graphics processor"}
    return f"The container may use {told.get(count, f'{count} graphics processors')}{able}."


def volumes_from(value: str) -> str:
    """Tells one `--volumes-from`."""
    name, _, mode = value.partition(":")
    rights = ", to be read only" if mode == "ro" else ""
    return f"The volumes of the container {name} appear here too, in the same places{rights}."
