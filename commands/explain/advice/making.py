"""Advice on `run` and `create`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands.explain.advice.arguments import Rule
from commands.explain.advice.line import Line
from commands.explain.advice.removing import switched_on
from commands.explain.brevity import brief
from commands.explain.effect import mounts, published
from commands.explain.model import Advice
from commands.explain.words import is_open

_SECRET = re.compile(r"passw|secret|token|api_?key|private_?key|credential", re.IGNORECASE)
_ONE_SHOT = frozenset({"echo", "ls", "cat", "env", "date", "id", "whoami", "uname", "pwd", "true", "hostname"})
_SHELLS = frozenset({"sh", "bash", "ash", "zsh", "/bin/sh", "/bin/bash"})
_EXPANSION = re.compile(r"\$(?:\w+|\{\w*|\()")
_EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to


def _flags_after_image(line: Line) -> Iterator[Advice]:
    args = line.parsed.args
    if len(args) < 2 or not args[1].value.startswith("-") or line.parsed.last("entrypoint"):
        return
    image, moved = args[0].span, (args[1].span[0], args[-1].span[1])
    fixed = line.replaced([(image, f"{line.at(moved)} {line.at(image)}"), ((image[1], moved[1]), "")])
    told = "Options end at the image: this is handed to the container and not read by docker."
    yield Advice("flags-after-image", "warning", moved, told, fixed)


def _latest_tag(line: Line) -> Iterator[Advice]:
    for image in line.parsed.args[:1]:
        tag = image.value.rpartition("/")[2].partition(":")[2]
        if image.value and "@" not in image.value and not is_open(image.value) and tag in {"", "latest"}:
            told = "The tag latest may name another image tomorrow; give a version if it has to stay the same."
            yield Advice("latest-tag", "info", image.span, told)


def _no_rm(line: Line) -> Iterator[Advice]:
    parsed = line.parsed
    program = parsed.args[1].value if len(parsed.args) > 1 else ""
    stays = not (parsed.is_on("rm") or parsed.is_on("detach") or parsed.last("restart"))
    if program in _ONE_SHOT and stays and parsed.command.name == "container run":
        told = "This ends at once and leaves a stopped container behind; --rm removes it."
        yield Advice("no-rm", "info", parsed.args[1].span, told, line.with_flag("--rm"))


def _shell_without_it(line: Line) -> Iterator[Advice]:
    args = line.parsed.args
    alone = len(args) == 2 and args[1].value in _SHELLS
    if alone and not line.parsed.is_on("interactive") and not line.parsed.is_on("detach"):
        told = "A shell without -it has nobody to read from and ends at once."
        yield Advice("shell-without-it", "warning", args[1].span, told, line.with_flag("-it"))


def _all_addresses(line: Line) -> Iterator[Advice]:
    if "host" in line.parsed.given("network"):
        return
    open_to_all = [flag for flag, ports in published(line.parsed) if ports.host and ports.host_ip in _EVERYWHERE]
    if open_to_all:
        plain = [flag for flag in open_to_all if flag.value[0].isdigit() and line.at(flag.span).endswith(flag.value)]
        starts = [flag.span[1] - len(flag.value) for flag in plain if flag.value.count(":") == 1]
        fixed = line.replaced([((at, at), "127.0.0.1:") for at in starts]) if starts else None
        told = (
            "A published port is open on all addresses of the machine, past most firewalls; 127.0.0.1 keeps it to you."
        )
        yield Advice("published-to-all", "info", open_to_all[0].span, told, fixed)


def _privileged(line: Line) -> Iterator[Advice]:
    for flag in switched_on(line, "privileged")[:1]:
        told = "A privileged container can do nearly everything to its host; one --cap-add is mostly enough."
        yield Advice("privileged", "danger", flag.span, told, line.without(flag.span))


def _dangerous_mounts(line: Line) -> Iterator[Advice]:
    for flag, mount in mounts(line.parsed):
        if mount.source.endswith("docker.sock"):
            told = "Whoever has the engine's socket controls the engine, and with it the machine."
            yield Advice("docker-socket", "danger", flag.span, told)
        elif mount.source == "/" and mount.type == "bind":
            told = "This shows the container every file of the machine."
            yield Advice("root-mount", "danger", flag.span, told)


def _secret_in_env(line: Line) -> Iterator[Advice]:
    for flag in line.parsed.every("env"):
        name, equals, value = flag.value.partition("=")
        if equals and value and _SECRET.search(name) and not name.upper().endswith("_FILE"):
            told = f"Everybody who may inspect the container can read {name}, and your shell's history keeps it."
            yield Advice("secret-in-env", "warning", flag.span, brief(told))


def _no_network_to_publish(line: Line) -> Iterator[Advice]:
    for network in ("host", "none"):
        for flag in line.parsed.every("publish")[:1] if network in line.parsed.given("network") else ():
            told = f"With --network {network} there is nothing to publish; -p has no effect."
            yield Advice(f"{network}-network-publish", "warning", flag.span, told, line.without(flag.span))


def _same_port_twice(line: Line) -> Iterator[Advice]:
    taken: set[tuple[str, tuple[int, int], str]] = set()
    for flag, ports in published(line.parsed):
        port = (ports.host_ip, ports.host or (0, 0), ports.protocol)
        if ports.host and port in taken:
            told = "A port of the host can be published once; the second attempt fails."
            yield Advice("port-twice", "warning", flag.span, told)
        taken.add(port)


def _link(line: Line) -> Iterator[Advice]:
    for flag in line.parsed.every("link")[:1]:
        told = "--link is outdated: put both containers into a network of their own, where names are known."
        yield Advice("outdated-link", "warning", flag.span, told)


def _host_expansion(line: Line) -> Iterator[Advice]:
    for argument in line.parsed.args[1:]:
        word = line.at(argument.span)
        found = _EXPANSION.search(word)
        if found and is_open(argument.value) and not word.startswith("'"):
            told = f"Your own shell replaces {found[0]}… before the container starts; single quotes keep it for inside."
            yield Advice("host-expansion", "info", argument.span, brief(told))


def _placeholder(line: Line) -> Iterator[Advice]:
    for word in line.parsed.args[:1]:
        if word.value.startswith("<") and word.value.endswith(">"):
            told = f"{word.value} stands for a name of yours: the signs < and > mean something else to a shell."
            yield Advice("placeholder", "warning", word.span, brief(told))


RULES: tuple[Rule, ...] = (
    _flags_after_image,
    _latest_tag,
    _no_rm,
    _shell_without_it,
    _all_addresses,
    _privileged,
    _dangerous_mounts,
    _secret_in_env,
    _no_network_to_publish,
    _same_port_twice,
    _link,
    _host_expansion,
    _placeholder,
)
