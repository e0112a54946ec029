"""What the finished image holds, and which instructions made a layer of it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from commands.dockerfile.arguments import items, pairs
from commands.dockerfile.model import Dockerfile, Instruction, Stage


@dataclass(frozen=True, slots=True)
class Image:
    """The image that a build gives a name to. Empty values are those of the base image."""

    base: str
    layers: tuple[Instruction, ...]
    entrypoint: Instruction | None
    command: Instruction | None
    user: str
    folder: str
    ports: tuple[str, ...]
    volumes: tuple[str, ...]
    health: Instruction | None


def image_of(dockerfile: Dockerfile) -> Image | None:
    """Returns what the last stage makes; None where there is no stage."""
    chain = dockerfile.final
    if not chain:
        return None
    steps = [each for stage in chain for each in stage.instructions]
    entrypoint, command = _started(chain)
    return Image(
        base=chain[0].base,
        layers=tuple(each for stage in chain for each in layers_of(stage, dockerfile)),
        entrypoint=entrypoint,
        command=command,
        user=_last(steps, "USER"),
        folder=folder_of(steps),
        ports=tuple(dict.fromkeys(port for each in steps if each.keyword == "EXPOSE" for port in items(each))),
        volumes=tuple(dict.fromkeys(path for each in steps if each.keyword == "VOLUME" for path in items(each))),
        health=next((each for each in reversed(steps) if each.keyword == "HEALTHCHECK"), None),
    )


def _started(chain: Iterable[Stage]) -> tuple[Instruction | None, Instruction | None]:
    """Returns the ENTRYPOINT and CMD that count. An ENTRYPOINT forgets a CMD of what its stage is built on."""
    entrypoint = command = None
    for stage in chain:
        own = {each.keyword: each for each in stage.instructions}
        if "ENTRYPOINT" in own:
            entrypoint, command = own["ENTRYPOINT"], None
        command = own.get("CMD", command)
    return entrypoint, command


def _last(steps: list[Instruction], keyword: str) -> str:
    return next((each.text for each in reversed(steps) if each.keyword == keyword), "")


def folder_of(steps: Iterable[Instruction], start: str = "") -> str:
    """Returns the folder in which steps leave a build; a relative one is below that of the base image."""
    for each in steps:
        if each.keyword == "WORKDIR":
            start = posixpath.normpath(posixpath.join(start, each.text))
    return start


def inherited_steps(stage: Stage, dockerfile: Dockerfile) -> list[Instruction]:
    """Returns the instructions of the stages that a stage is built on, in order."""
    steps: list[Instruction] = []
    parent = stage.parent
    while parent is not None:
        steps = [*dockerfile.stages[parent].instructions, *steps]
        parent = dockerfile.stages[parent].parent
    return steps


def layers_of(stage: Stage, dockerfile: Dockerfile) -> Iterator[Instruction]:
    """Yields the instructions of a stage that add a filesystem layer, as BuildKit does, docker's builder since version 23.

    RUN, COPY and ADD add one each, and so does WORKDIR for any folder but the root, also where nothing changes.
    """
    folder = folder_of(inherited_steps(stage, dockerfile), "/")
    for each in stage.instructions:
        folder = folder_of([each], folder)
        if each.keyword in {"RUN", "COPY", "ADD"} or (each.keyword == "WORKDIR" and folder != "/"):
            yield each


def settings(stage: Stage, escape: str) -> dict[str, str]:
    """Returns the environment that a stage sets."""
    return {name: value for each in stage.instructions if each.keyword == "ENV" for name, value in pairs(each, escape)}
