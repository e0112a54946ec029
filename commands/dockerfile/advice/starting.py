"""Advice on what a container starts with: command, user, environment, ports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from commands.dockerfile.advice.rule import Rule, on, steps
from commands.dockerfile.arguments import items, pairs
from commands.dockerfile.effect import image_of
from commands.dockerfile.model import Advice, Dockerfile, Instruction

_SECRET = re.compile(r"passw|secret|token|api_?key|private_?key|credential|access_?key", re.IGNORECASE)
_NO_SECRET = re.compile(r"(?:_FILE|_PATH|_DIR|_URL|_NAME|_ID|_LENGTH|_EXPIRY|_TTL|_HOST)$", re.IGNORECASE)
_PLAIN = re.compile(r"[\w@%+=:,./ -]{1,80}", re.ASCII)
_ROOT = re.compile(r"(?:root|0)(?::.*)?", re.IGNORECASE)


def _shell_form(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, each in steps(dockerfile, "CMD", "ENTRYPOINT"):
        if each.exec is not None or not each.text:
            continue
        if each.text.startswith("["):
            told = "This is no JSON list (those have double quotes and commas), so a shell gets the line with its brackets."
            yield on(each, "broken-list", "warning", told, f'{each.keyword} ["program", "argument"]')
        else:
            told = "A shell starts in front of the program and keeps docker stop's signal to itself: write a list."
            yield on(each, "shell-form", "warning", told, f"{each.keyword} {_as_list(each.text)}")


def _as_list(text: str) -> str:
    """Returns a command line as a list, where that says the same; else how a list looks."""
    return json.dumps(text.split()) if _PLAIN.fullmatch(text) else '["program", "argument"]'


def _only_the_last(dockerfile: Dockerfile) -> Iterator[Advice]:
    for stage in dockerfile.stages:
        for keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK"):
            given = [each for each in stage.instructions if each.keyword == keyword]
            for each in given[:-1]:
                told = f"Only the last {keyword} of a stage counts, the one on line {given[-1].first}: remove this one."
                yield on(each, "only-the-last-counts", "warning", told)


def _cmd_unheard(dockerfile: Dockerfile) -> Iterator[Advice]:
    for stage in dockerfile.stages:
        entrypoint = next((each for each in reversed(stage.instructions) if each.keyword == "ENTRYPOINT"), None)
        command = next((each for each in reversed(stage.instructions) if each.keyword == "CMD"), None)
        if entrypoint and command and entrypoint.text and entrypoint.exec is None:
            told = "An ENTRYPOINT that goes through a shell takes no words, so this CMD has no effect: write ENTRYPOINT as a list."
            yield on(command, "cmd-unheard", "warning", told)


def _root(dockerfile: Dockerfile) -> Iterator[Advice]:
    image = image_of(dockerfile)
    if image is None or (image.user and not _ROOT.fullmatch(image.user)) or not (image.command or image.entrypoint):
        return
    started = image.command or image.entrypoint
    assert started is not None
    if not image.user and re.search(r"nonroot|distroless", image.base):
        return
    told = "The program runs as root unless the base image says otherwise: make a user for it."
    yield on(started, "runs-as-root", "info", told, "RUN useradd --create-home app\nUSER app")


def _secrets(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, each in steps(dockerfile, "ENV", "ARG"):
        for name, value in pairs(each, dockerfile.escape):
            if (
                _SECRET.search(name)
                and not _NO_SECRET.search(name)
                and (value or each.keyword == "ARG")
                and "$" not in value
            ):
                yield _secret(each, name[:40])
                break


def _secret(instruction: Instruction, name: str) -> Advice:
    if instruction.keyword == "ARG":
        told = f"docker history shows {name} to whoever has the image: lend a secret to the one RUN that needs it."
        return on(instruction, "secret-in-image", "danger", told, "RUN --mount=type=secret,id=… …")
    told = f"docker inspect shows {name} to whoever has the image: give it to the container instead, when it starts."
    return on(instruction, "secret-in-image", "danger", told, f"docker run -e {name} …")


def _expose(dockerfile: Dockerfile) -> Iterator[Advice]:
    image = image_of(dockerfile)
    last = [each for _, each in steps(dockerfile, "EXPOSE")][-1:]
    for each in last if image and image.ports else ():
        port = items(each)[0].partition("/")[0].partition("-")[0][:10]
        told = "EXPOSE is a note and opens nothing; the port is reached once docker run publishes it."
        yield on(each, "expose-opens-nothing", "info", told, f"docker run -p {port}:{port} …")


def _ssh(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, each in steps(dockerfile, "EXPOSE"):
        if {"22", "22/tcp"} & set(items(each)):
            told = "A container needs no SSH server: docker exec opens a shell in it."
            yield on(each, "ssh-inside", "info", told, "docker exec -it NAME sh")


def _frontend(dockerfile: Dockerfile) -> Iterator[Advice]:
    for _, each in steps(dockerfile, "ENV"):
        if any(name == "DEBIAN_FRONTEND" for name, _ in pairs(each, dockerfile.escape)):
            told = "This stays set in every container, for people too: as an ARG it holds for the build alone."
            yield on(each, "frontend-stays", "info", told, "ARG DEBIAN_FRONTEND=noninteractive")


RULES: tuple[Rule, ...] = (
    _shell_form,
    _only_the_last,
    _cmd_unheard,
    _root,
    _secrets,
    _expose,
    _ssh,
    _frontend,
)
