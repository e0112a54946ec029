"""The container that a `run` or `create` line would make: in sentences, and as facts for a learner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from commands.explain.values.numbers import size_in_words
from commands.reply import Facts
from commands.text import Code, Text, counted, join, say, shorten

Effect = Mapping[str, Any]
"""With the keys of the explain schema."""

_SAID = 3
"""Ports or folders that are said one by one; more are counted, and listed among the facts."""

_SINGLE = (("Platform", "platform"), ("Host name", "hostname"), ("User", "user"), ("Starts in", "workdir"))
"""Facts of one value, by the keys of an effect."""

_LONGEST = 200
"""Characters of a container's command that are said."""


def effect_sentences(effect: Effect, *, started: bool) -> Text:
    """Says in one paragraph what is made, how it is reached, what it sees and what is left of it."""
    parts = [_start(effect, started), *_may(effect), *_reached(effect), *_sees(effect), *_end(effect, started)]
    return join(parts, " ")


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
    return " ".join(filter(None, [*(effect["entrypoint"] or ()), *effect["command"]]))


def _may(effect: Effect) -> Iterator[Text]:
    if effect["privileged"]:
        yield say("It may do nearly everything to its host.")
    if effect["read_only"]:
        yield say("Its own files can't be changed.")


def _reached(effect: Effect) -> Iterator[Text]:
    ports = effect["ports"]
    yield from map(_joins, effect["networks"])
    if {"host", "none"} & set(effect["networks"]):
        return
    if effect["publish_all"]:
        yield say("Each port that the image names gets a free port of your machine.")
    if len(ports) > _SAID:
        yield say("{ports} of your machine lead into it.", ports=counted(len(ports), "port", "ports"))
    else:
        yield from map(_leads, ports)


def _joins(network: str) -> Text:
    kind, _, name = network.partition(":")
    match kind:
        case "host":
            return say("It shares your machine's network, with all its ports.")
        case "none":
            return say("It has no network.")
        case "bridge":
            return say("It joins docker's default network.")
        case "container" if name:
            return say("It shares the network of the container {name}.", name=Code(name))
    return say("It joins the network {name}.", name=Code(network))


def _leads(port: Mapping[str, str]) -> Text:
    inside = port["container_port"] + ("" if port["protocol"] == "tcp" else f" ({port['protocol']})")
    if not port["host_port"]:
        return say("A free port of your machine leads to its port {inside}.", inside=inside)
    outside = port["host_port"]
    if port["host_ip"] in {"127.0.0.1", "::1"}:
        return say(
            "Port {outside}, for your machine itself alone, leads to its port {inside}.", outside=outside, inside=inside
        )
    return say("Port {outside} of your machine leads to its port {inside}.", outside=outside, inside=inside)


def _sees(effect: Effect) -> Iterator[Text]:
    for container in effect["volumes_from"]:
        yield say("It sees the volumes of the container {name}.", name=Code(container.partition(":")[0]))
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
    if _is_engine(mount):
        return say("the engine's own socket")
    name = Code(_homely(mount["source"]))
    match mount["type"]:
        case "volume":
            return say("the volume {name}", name=name)
        case "image":
            return say("the files of the image {name}", name=name)
    return say("your {name}", name=name)


def _homely(path: str) -> str:
    """Writes the schema's stand-ins for the reader's own folders as a shell does."""
    return path.replace("{cwd}", ".").replace("{home}", "~")


def _end(effect: Effect, started: bool) -> Iterator[Text]:
    remove = Code("docker rm")
    if not started:
        yield say("It waits for {start}.", start=Code("docker start"))
    if effect["restart"]:
        yield _again(effect["restart"])
        yield say("Once stopped, it stays with what it wrote until {remove}.", remove=remove)
    elif effect["auto_remove"] and (_kept(effect) or effect["volumes_from"]):
        yield say("When it ends it is removed; what it wrote to {places} stays.", places=_places(effect))
    elif effect["auto_remove"]:
        yield say("When it ends it is removed, with everything that it wrote.")
    else:
        yield say("When it ends it stays, stopped, with what it wrote, until {remove}.", remove=remove)
    yield from _outlives(effect)


def _again(policy: str) -> Text:
    name, _, tries = policy.partition(":")
    if name != "on-failure":
        return say("When it ends, the engine starts it again, until you stop it.")
    if tries == "1":
        return say("When it fails, the engine starts it again, once at most.")
    if tries:
        return say(
            "When it fails, the engine starts it again, {times} at most.", times=counted(int(tries), "time", "times")
        )
    return say("When it fails, the engine starts it again.")


def _kept(effect: Effect) -> list[Mapping[str, Any]]:
    """Returns the mounts that hold what the container writes when it is gone."""
    written = (mount for mount in effect["mounts"] if mount["source"] and not mount["readonly"])
    return [mount for mount in written if mount["type"] in {"bind", "volume"} and not _is_engine(mount)]


def _is_engine(mount: Mapping[str, Any]) -> bool:
    return bool(mount["source"].endswith("/docker.sock"))


def _places(effect: Effect) -> Text:
    kept = _kept(effect)
    if len(kept) > _SAID or effect["volumes_from"]:
        return say("the folders from outside")
    return join([_source(mount) for mount in kept], " and ")


def _outlives(effect: Effect) -> Iterator[Text]:
    """Says what is left even of a container that is removed."""
    if effect["auto_remove"]:
        return
    if _kept(effect):
        yield say("What it wrote to {places} stays even then.", places=_places(effect))
    if any(mount["type"] == "volume" and not mount["source"] for mount in effect["mounts"]):
        yield say("Its volume without a name goes only with {remove}.", remove=Code("docker rm -v"))


def _facts(effect: Effect) -> Iterator[tuple[str, Text]]:
    yield "Image", (Code(effect["image"]),)
    if effect["name"]:
        yield "Name", (Code(effect["name"]),)
    if _command(effect):
        yield "Command", (Code(_command(effect)),)
    for name, key in _SINGLE:
        if effect[key]:
            yield name, (Code(effect[key]),)
    if effect["ports"]:
        yield "Ports", _listed(map(_port, effect["ports"]))
    if effect["mounts"]:
        yield "Folders", _listed(map(_mount, effect["mounts"]))
    yield from _means(effect)
    yield "Afterwards", _left(effect)


def _means(effect: Effect) -> Iterator[tuple[str, Text]]:
    if effect["memory"]:
        yield "Memory", say("at most {size}", size=size_in_words(effect["memory"]))
    if effect["cpus"]:
        yield "Processors", say("at most {cpus}", cpus=f"{effect['cpus']:g}")
    rights = (*(f"+{name}" for name in effect["cap_add"]), *(f"-{name}" for name in effect["cap_drop"]))
    several = {
        "Environment": effect["env"],
        "Devices": effect["devices"],
        "Rights": [right.replace("CAP_", "") for right in rights],
        "Networks": effect["networks"],
    }
    for name, values in several.items():
        if values:
            yield name, _listed((Code(each),) for each in values)
    if effect["restart"]:
        yield "Starts again", (Code(effect["restart"]),)


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
    source = _source(mount) if mount["source"] else say("memory" if mount["type"] == "tmpfs" else "a new volume")
    told = say("{source} → {target}", source=source, target=Code(mount["target"]))
    return (*told, *say(", read only")) if mount["readonly"] else told


def _left(effect: Effect) -> Text:
    if effect["auto_remove"] and _kept(effect):
        return say("the container is removed when its command ends; volumes with a name and your own folders stay")
    if effect["auto_remove"]:
        return say("the container is removed when its command ends")
    return say("the stopped container stays until {remove}", remove=Code("docker rm"))
