"""What a container has of the world outside: ports, networks, names and devices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands.explain.sentences.listed import listed
from commands.explain.values.devices import names_device, read_device, read_gpus
from commands.explain.values.networks import Attachment, check_domain, check_link, read_host, read_network
from commands.explain.values.ports import Published, read_exposed, read_published
from commands.explain.words import is_open

_NETWORKS = {
    "default": "The container joins docker's default network, where others don't reach it by name.",
    "bridge": "The container joins docker's default network, where others don't reach it by name.",
    "host": "The container uses the network of the host itself; published ports have no meaning then.",
    "none": "The container has no network.",
}
_THERE = {
    "alias": "There it is also called {value}.",
    "ip": "Its address there is {value}.",
    "ip6": "Its IPv6 address there is {value}.",
    "link-local-ip": "On that network alone it also has the address {value}.",
    "mac-address": "Its network card there has the hardware address {value}.",
    "driver-opt": "The network's driver gets the option {value}.",
    "gw-priority": "Of several networks, the one with the highest number leads outside; this one has {value}.",
}
_KINDS = {
    "bridge": "The network connects containers on this machine, as is usual.",
    "overlay": "The network reaches over all machines of a swarm.",
    "macvlan": "Containers appear in the machine's own network with hardware addresses of their own.",
    "ipvlan": "Containers appear in the machine's own network with addresses of their own.",
}
_HERE_ALONE = frozenset({"127.0.0.1", "::1"})
_EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to
_OF_THE_SHELL = r"(\$\w+|\$\{[^{}]+\}|<\w+>|\d+):(\$\w+|\$\{[^{}]+\}|<\w+>|\d+)"
"""A port on each side, of which the reader's shell knows one or both."""


def publish(value: str) -> str:
    """Tells one `-p`."""
    if is_open(value) and (found := re.fullmatch(_OF_THE_SHELL, value)):
        return f"Port {found[1]} of your machine, on all its addresses, leads to port {found[2]} in the container."
    ports = read_published(value)
    verb = "leads" if ports.amount == 1 else "lead one by one"
    inner = f"{_ports(ports.container).lower()}{_protocol(ports.protocol)} in the container"
    alone = "; only your machine itself can use it" if ports.host_ip in _HERE_ALONE else ""
    return f"{_of_the_host(ports)} of your machine{_addresses(ports)} {verb} to {inner}{alone}."


def _of_the_host(ports: Published) -> str:
    if ports.host is None or ports.host == (0, 0):
        return "A free port" if ports.amount == 1 else f"{ports.amount} free ports"
    first, last = ports.host
    return f"The first free port from {first} to {last}" if first != last and ports.amount == 1 else _ports(ports.host)


def _ports(ports: tuple[int, int]) -> str:
    return f"Port {ports[0]}" if ports[0] == ports[1] else f"Ports {ports[0]} to {ports[1]}"


def _protocol(protocol: str) -> str:
    return "" if protocol == "tcp" else f" ({protocol})"


def _addresses(ports: Published) -> str:
    if ports.host_ip in _HERE_ALONE:
        return ""
    return ", on all its addresses," if ports.host_ip in _EVERYWHERE else f", on its address {ports.host_ip},"


def expose(value: str) -> str:
    """Tells one `--expose`."""
    exposed = read_exposed(value)
    ports = _ports(exposed.ports)
    return f"Notes that the container listens on {ports.lower()}{_protocol(exposed.protocol)}; nothing is opened on the host."


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
    return " ".join([told, *_there(network)])


def _there(network: Attachment) -> Iterator[str]:
    """Yields what is particular to the container in a network."""
    for name, told in _THERE.items():
        if values := network.fields.get(name):
            yield told.replace("{value}", listed(values))


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
    uses = [use for use in fields.get("capabilities", "").split(",") if use not in {"", "gpu"}]
    able = f", for {listed(uses)}" if uses else ""
    if device := fields.get("device"):
        which = listed(device.split(","))
        return f"The container may use the graphics processor{'s' if ' ' in which else ''} {which}{able}."
    count = fields.get("count", "all")
    told = {"all": "all graphics processors", "-1": "all graphics processors", "1": "1 graphics processor"}
    return f"The container may use {told.get(count, f'{count} graphics processors')}{able}."


def kind_of_network(value: str) -> str:
    """Tells `--driver` of a network."""
    return _KINDS.get(value, f"The network is kept by the driver {value}.")


def link(value: str) -> str:
    """Tells one `--link`."""
    check_link(value)
    name, _, alias = value.partition(":")
    return f"The container {name} is known here as {alias or name}; outdated, networks do it better."


def search_domain(value: str) -> str:
    """Tells one `--dns-search`."""
    check_domain(value)
    if value.strip() == ".":
        return "No domain is added to short names."
    return f"A short name such as db is looked up as db.{value.strip()}, too."
