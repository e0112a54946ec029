"""The container that a `run` or `create` line would make, as facts for a learner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from commands.reply import Facts, Heading, Part
from commands.sizes import size
from commands.text import Code, Text, join, say


def effect_parts(effect: Mapping[str, Any]) -> Iterator[Part]:
    """Yields the resulting container; `effect` has the keys of the explain schema."""
    yield Heading(say("What you get"))
    yield Facts(tuple(_facts(effect)))


def _facts(effect: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    yield "Image", (Code(effect["image"]),)
    if effect["command"]:
        yield "Command", (Code(" ".join(effect["command"])),)
    if effect["ports"]:
        yield "Ports", _listed(map(_port, effect["ports"]))
    if effect["mounts"]:
        yield "Folders", _listed(map(_mount, effect["mounts"]))
    if effect["env"]:
        yield "Environment", _listed((Code(each),) for each in effect["env"])
    if effect["memory"]:
        yield "Memory", say("at most {size}", size=size(effect["memory"]))
    if effect["networks"]:
        yield "Networks", _listed((Code(each),) for each in effect["networks"])
    yield "Afterwards", _left(effect)


def _listed(items: Iterable[Text]) -> Text:
    return join(list(items), ", ")


def _port(port: Mapping[str, str]) -> Text:
    host = port["host_port"] or "a free port"
    return say(
        "{host} → {container}",
        host=f"{port['host_ip']}:{host}" if port["host_ip"] else host,
        container=f"{port['container_port']}/{port['protocol']}",
    )


def _mount(mount: Mapping[str, Any]) -> Text:
    source = {"{cwd}": "the folder you are in"}.get(mount["source"], mount["source"] or "new storage")
    told = say("{source} → {target}", source=source, target=mount["target"])
    return (*told, *say(", read only")) if mount["readonly"] else told


def _left(effect: Mapping[str, Any]) -> Text:
    if effect["auto_remove"]:
        return say("the container is removed when its command ends; folders of your machine stay")
    return say("the stopped container stays until {remove}", remove=Code("docker rm"))
