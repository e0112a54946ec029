"""Advice on how a container is reached and what it reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commands.explain.advice.images import official
from commands.explain.advice.line import FlagRules, Line, Rules, for_each
from commands.explain.brevity import brief
from commands.explain.effect import published
from commands.explain.model import Advice, GivenFlag
from commands.explain.parsed import MAKES_CONTAINER
from commands.explain.paste import port_key
from commands.explain.values.ports import Published

_EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to
_LISTENS = {
    **dict.fromkeys(("nginx", "httpd", "caddy", "wordpress", "nextcloud", "drupal", "joomla", "phpmyadmin"), 80),
    **dict.fromkeys(("mysql", "mariadb"), 3306),
    "postgres": 5432,
    "redis": 6379,
    "mongo": 27017,
    "memcached": 11211,
    "registry": 5000,
    "ghost": 2368,
    "adminer": 8080,
    "tomcat": 8080,
    "couchdb": 5984,
    "influxdb": 8086,
}
"""The port on which an official image listens unless it is told otherwise, from its page on Docker Hub."""
_NOT_SHARED = ("publish", "publish-all", "expose", "hostname", "dns", "add-host", "mac-address")
"""What docker refuses where the network is another container's."""

Open = list[tuple[GivenFlag, Published]]


def _ports(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    """Looks at all published ports together, once."""
    if flag is not line.parsed.every("publish")[0]:
        return
    found = published(line.parsed)
    if "host" not in line.parsed.given("network"):
        yield from _all_addresses(line, found)
    yield from _twice(line, found)
    if port := _LISTENS.get(official(line.parsed.args[0].value)):
        yield from _swapped(line, found, port)


def _all_addresses(line: Line, found: Open) -> Iterator[Advice]:
    open_to_all = [flag for flag, ports in found if ports.host and ports.host_ip in _EVERYWHERE]
    if open_to_all:
        plain = [flag for flag in open_to_all if flag.value[0].isdigit() and line.at(flag.span).endswith(flag.value)]
        starts = [flag.span[1] - len(flag.value) for flag in plain if flag.value.count(":") == 1]
        fixed = line.replaced([((at, at), "127.0.0.1:") for at in starts]) if starts else None
        told = (
            "A published port is open on all addresses of the machine, past most firewalls; 127.0.0.1 keeps it to you."
        )
        yield Advice("published-to-all", "info", open_to_all[0].span, told, fixed)


def _twice(line: Line, found: Open) -> Iterator[Advice]:
    taken = set()
    for flag, ports in found:
        key = port_key(ports)
        if key and key in taken:
            told = "A port of the host can be published once; the second attempt fails."
            yield Advice("port-twice", "warning", flag.span, told)
        elif key and key in line.paste.ports:
            told = "A container that was started above has this port of your machine already; take another one here."
            yield Advice("port-taken", "warning", flag.span, told)
        taken.add(key)


def _swapped(line: Line, found: Open, listens: int) -> Iterator[Advice]:
    for flag, ports in found:
        if ports.host == (listens, listens) and ports.amount == 1 and ports.container[0] != listens:
            told = f"Your machine's port stands first and the container's second; this image listens on {listens}, so swap them."
            swapped = f"{ports.container[0]}:{listens}"
            start = flag.span[1] - len(flag.value)
            is_plain = flag.value == f"{listens}:{ports.container[0]}" and line.at(flag.span).endswith(flag.value)
            fix = line.replaced([((start, flag.span[1]), swapped)]) if is_plain else None
            yield Advice("ports-swapped", "warning", flag.span, told, fix)


def _expose_alone(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    if not line.parsed.every("publish") and not line.parsed.is_on("publish-all"):
        told = "--expose only notes a port and opens nothing; -p makes it reachable from your machine."
        yield Advice("expose-alone", "info", flag.span, told)


def _nothing_to_publish(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    ports = line.parsed.every("publish")
    if flag.value in {"host", "none"} and ports:
        told = f"With --network {flag.value} there is nothing to publish; -p has no effect."
        yield Advice("nothing-to-publish", "warning", ports[0].span, told, _without_all(line, ports))


def _shared_network(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    if flag.value.startswith("container:"):
        for name in _NOT_SHARED:
            if others := line.parsed.every(name):
                told = f"The network is that of {flag.value[10:]}, so docker refuses --{name}: it belongs to the other."
                yield Advice("shared-network", "danger", others[0].span, brief(told), _without_all(line, others))


def _without_all(line: Line, flags: Sequence[GivenFlag]) -> str | None:
    """Returns the line without some flags, where each stands by itself and not in a cluster such as -dp."""
    alone = all(line.at(flag.span).startswith(("--", "-p", "-P", "-h")) for flag in flags)
    return line.without(*(flag.span for flag in flags)) if alone else None


def _link(_: Line, flag: GivenFlag) -> Iterator[Advice]:
    told = "--link is outdated: put both containers into a network of their own, where names are known."
    yield Advice("outdated-link", "warning", flag.span, told)


def _name_taken(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    if flag.value in line.paste.names:
        told = f"A container above is called {flag.value} already, and docker refuses a second of that name."
        yield Advice("name-taken", "warning", flag.span, brief(told))


def _network(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    yield from _nothing_to_publish(line, flag)
    yield from _shared_network(line, flag)


RULES: Rules = {}
FLAG_RULES: FlagRules = for_each(
    MAKES_CONTAINER,
    {"publish": _ports, "expose": _expose_alone, "network": _network, "link": _link, "name": _name_taken},
)
