"""What a container has of the world outside: ports, mounts, devices, networks and names."""

from __future__ import annotations

from commands.explain.arguments import inside
from commands.explain.values.devices import names_device, read_device
from commands.explain.values.mounts import Mount
from commands.explain.values.networks import read_host, read_network
from commands.explain.values.ports import Published, read_exposed, read_published

_NETWORKS = {
    "default": "The container joins the default network.",
    "bridge": "The container joins the default network.",
    "host": "The container uses the network of the host itself; published ports have no meaning then.",
    "none": "The container has no network.",
}
_HERE_ALONE = frozenset({"127.0.0.1", "::1"})
_EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to


def publish(value: str) -> str:
    """Tells one `-p`."""
    ports = read_published(value)
    verb = "leads" if ports.count == 1 else "lead one by one"
    inner = f"{_ports(ports.container).lower()}{_protocol(ports.protocol)} in the container"
    return f"{_of_the_host(ports)} of your machine {verb} to {inner}{_reach(ports)}"


def _of_the_host(ports: Published) -> str:
    if ports.host is None or ports.host == (0, 0):
        return "A free port" if ports.count == 1 else f"{ports.count} free ports"
    first, last = ports.host
    return f"The first free port from {first} to {last}" if first != last and ports.count == 1 else _ports(ports.host)


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


def mounted(mount: Mount) -> str:
    """Tells one `-v`, `--mount` or `--tmpfs`."""
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


def network(value: str) -> str:
    """Tells one `--network`."""
    network = read_network(value)
    if network.name.startswith("container:"):
        return f"The container shares the network of the container {network.name.partition(':')[2]}."
    told = _NETWORKS.get(
        network.name, f"The container joins the network {network.name}, where others reach it by name."
    )
    aliases = network.fields.get("alias", ())
    return f"{told} There it is also called {' and '.join(aliases)}." if aliases else told


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
