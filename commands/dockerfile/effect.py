"""What the finished image holds, and which instructions made a layer of it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from commands.dockerfile.arguments import items, pairs, sources, target
from commands.dockerfile.model import Dockerfile, Instruction, Stage
from commands.dockerfile.shell import programs


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
    """Yields the instructions of a stage that add a filesystem layer.

    RUN, COPY and ADD add one each. WORKDIR adds one for a folder that isn't there; what a base image has can't be
    known here, so a folder counts as new unless an earlier instruction made it.
    """
    folder, made = _inherited(stage, dockerfile)
    for each in stage.instructions:
        if each.keyword == "WORKDIR":
            folder = posixpath.normpath(posixpath.join(folder, each.text))
            if folder not in made:
                yield each
            made |= _with_parents(folder)
        elif each.keyword in {"COPY", "ADD"}:
            made |= _made_by_copying(each, folder)
            yield each
        elif each.keyword == "RUN":
            made |= _made_by_running(each, folder)
            yield each


def _inherited(stage: Stage, dockerfile: Dockerfile) -> tuple[str, set[str]]:
    """Returns the folder and the known folders at the beginning of a stage."""
    made = {"/"}
    folder = "/"
    for each in inherited_steps(stage, dockerfile):
        if each.keyword == "WORKDIR":
            folder = posixpath.normpath(posixpath.join(folder, each.text))
            made |= _with_parents(folder)
        elif each.keyword in {"COPY", "ADD"}:
            made |= _made_by_copying(each, folder)
        elif each.keyword == "RUN":
            made |= _made_by_running(each, folder)
    return folder, made


def _made_by_copying(instruction: Instruction, folder: str) -> set[str]:
    to = target(instruction)
    path = posixpath.normpath(posixpath.join(folder, to))
    is_folder = to.endswith(("/", ".")) or len(items(instruction)) > 2 or sources(instruction) in {(".",), ("./",)}
    return _with_parents(path if is_folder else posixpath.dirname(path))


def _made_by_running(instruction: Instruction, folder: str) -> set[str]:
    """Returns the folders that a RUN surely makes: those of mkdir, and the home of a user who gets one."""
    found: set[str] = set()
    for words in programs(instruction.script):
        plain = [word for word in words[1:] if not word.startswith("-")]
        if words[0] == "mkdir":
            found.update(posixpath.normpath(posixpath.join(folder, word)) for word in plain)
        elif plain and _makes_home(words):
            found.add(f"/home/{plain[-1]}")
    return {each for path in found for each in _with_parents(path)}


def _makes_home(words: tuple[str, ...]) -> bool:
    if words[0] == "useradd":
        return bool({"-m", "--create-home"} & set(words))
    return words[0] == "adduser" and not {"-H", "--no-create-home"} & set(words)


def _with_parents(path: str) -> set[str]:
    found = set()
    while path not in {"/", "", "."}:
        found.add(path)
        path = posixpath.dirname(path)
    return found


def settings(stage: Stage, escape: str) -> dict[str, str]:
    """Returns the environment that a stage sets."""
    return {name: value for each in stage.instructions if each.keyword == "ENV" for name, value in pairs(each, escape)}
