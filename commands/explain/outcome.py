"""The container that a `run` or `create` line would make: in sentences, and as facts for a learner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from commands.reply import Facts
from commands.sizes import size
from commands.text import Code, Text, counted, join, say, shorten

Effect = Mapping[str, Any]
"""With the keys of the explain schema."""

_SAID = 3
"""Ports or folders that are said one by one; more are counted, and listed among the facts."""

_LONGEST = 200
"""Characters of a container's command that are said."""


def effect_sentences(effect: Effect, *, started: bool) -> Text:
    """Says in one paragraph what is made, how it is reached, what it sees and what is left of it."""
    return join([_start(effect, started), *_reached(effect), *_sees(effect), *_end(effect)], " ")


def effect_facts(effect: Effect) -> Facts:
    """Returns the resulting container, a fact a line."""
    return Facts(tuple(_facts(effect)))


def _start(effect: Effect, started: bool) -> Text:
    image = Code(effect["image"])
    running = Code(shorten(_command(effect), _LONGEST))
    if not started:
        return say("A container is made from {image}, but not started.", image=image)
    program = running if _command(effect) else say("the program that the image names")
    if effect["detach"]:
        return say("In the background, a new container from {image} runs {program}.", image=image, program=program)
    return say("A new container from {image} runs {program}.", image=image, program=program)


def _command(effect: Effect) -> str:
    return " ".join([*(effect["entrypoint"] or ()), *effect["command"]])


def _reached(effect: Effect) -> Iterator[Text]:
    ports = effect["ports"]
    if effect["networks"] == ["host"]:
        yield say("It shares your machine's network, with all its ports.")
    elif effect["networks"] == ["none"]:
        yield say("It has no network.")
    elif len(ports) > _SAID:
        yield say("{ports} of your machine lead into it.", ports=counted(len(ports), "port", "ports"))
    else:
        yield from map(_leads, ports)


def _leads(port: Mapping[str, str]) -> Text:
    if not port["host_port"]:
        return say("A free port of your machine leads to its port {inside}.", inside=port["container_port"])
    return say(
        "Port {outside} of your machine leads to its port {inside}.",
        outside=port["host_port"],
        inside=port["container_port"],
    )


def _sees(effect: Effect) -> Iterator[Text]:
    outside = [mount for mount in effect["mounts"] if mount["source"]]
    if len(outside) > _SAID:
        yield say("It sees {folders} from outside.", folders=counted(len(outside), "folder", "folders"))
        return
    for mount in outside:
        source, target = _source(mount), Code(mount["target"])
        if mount["readonly"]:
            yield say("It sees {source} as {target} and can't change it.", source=source, target=target)
        else:
            yield say("It sees {source} as {target}.", source=source, target=target)


def _source(mount: Mapping[str, Any]) -> Text:
    if mount["source"] == "{cwd}":
        return say("the folder you are in")
    name = Code(_homely(mount["source"]))
    return say("the volume {name}", name=name) if mount["type"] == "volume" else say("your {name}", name=name)


def _homely(path: str) -> str:
    """Writes the schema's stand-ins for the reader's own folders as a shell does."""
    return path.replace("{cwd}", ".").replace("{home}", "~")


def _end(effect: Effect) -> Iterator[Text]:
    if effect["restart"]:
        yield _again(effect["restart"])
    elif effect["auto_remove"]:
        yield from _gone(effect)
    else:
        yield say("When it ends it stays, stopped, with what it wrote, until {remove}.", remove=Code("docker rm"))


def _again(policy: str) -> Text:
    if policy.startswith("on-failure"):
        return say("When it fails, the engine starts it again.")
    return say("When it ends, the engine starts it again, until you stop it.")


def _gone(effect: Effect) -> Iterator[Text]:
    if any(mount["source"] and not mount["readonly"] for mount in effect["mounts"]):
        yield say("When it ends it is removed; what it wrote to the folders from outside stays.")
    else:
        yield say("When it ends it is removed, with everything that it wrote.")


def _facts(effect: Effect) -> Iterator[tuple[str, Text]]:
    yield "Image", (Code(effect["image"]),)
    if effect["name"]:
        yield "Name", (Code(effect["name"]),)
    if _command(effect):
        yield "Command", (Code(_command(effect)),)
    if effect["user"]:
        yield "User", (Code(effect["user"]),)
    if effect["workdir"]:
        yield "Starts in", (Code(effect["workdir"]),)
    if effect["ports"]:
        yield "Ports", _listed(map(_port, effect["ports"]))
    if effect["mounts"]:
        yield "Folders", _listed(map(_mount, effect["mounts"]))
    if effect["env"]:
        yield "Environment", _listed((Code(each),) for each in effect["env"])
    if effect["memory"]:
        yield "Memory", say("at most {size}", size=size(effect["memory"]))
    if effect["cpus"]:
        yield "Processors", say("at most {cpus}", cpus=f"{effect['cpus']:g}")
    if effect["networks"]:
        yield "Networks", _listed((Code(each),) for each in effect["networks"])
    if effect["restart"]:
        yield "Starts again", (Code(effect["restart"]),)
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
    source = _source(mount) if mount["source"] else say("new storage")
    target = Code(mount["target"])
    if mount["readonly"]:
        return say("{source} → {target}, read only", source=source, target=target)
    return say("{source} → {target}", source=source, target=target)


def _left(effect: Effect) -> Text:
    if effect["auto_remove"]:
        return say("the container is removed when its command ends; folders of your machine stay")
    return say("the stopped container stays until {remove}", remove=Code("docker rm"))
