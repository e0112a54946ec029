"""What each instruction does, with its values put in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from commands.dockerfile.effect import layers_of
from commands.dockerfile.model import Dockerfile, Instruction, Stage
from commands.dockerfile.parsing import trigger
from commands.dockerfile.sentences import files, notes, running
from commands.dockerfile.sentences.phrases import listed

_BY_KEYWORD: dict[str, Callable[[Instruction], str]] = {
    "ENTRYPOINT": running.entrypoint,
    "HEALTHCHECK": notes.health,
    "EXPOSE": notes.expose,
    "VOLUME": notes.volume,
    "USER": notes.user,
    "WORKDIR": notes.workdir,
    "STOPSIGNAL": notes.signal,
    "SHELL": notes.shell,
    "MAINTAINER": notes.maintainer,
}


@dataclass(frozen=True, slots=True)
class Told:
    """An instruction in words. `kind` is layer, metadata or none; `again` is a sentence on what makes a build do it again."""

    instruction: Instruction
    text: str
    kind: str
    again: str


def tell(dockerfile: Dockerfile) -> list[Told]:
    """Explains every instruction, in order."""
    layers = {each.first for stage in dockerfile.stages for each in layers_of(stage, dockerfile)}
    told = [Told(each, _above(each, dockerfile), "none", "") for each in _outside(dockerfile)]
    for stage in dockerfile.stages:
        told.append(Told(stage.opening, files.from_(stage, dockerfile), "none", ""))
        copied: list[int] = []
        for each in stage.instructions:
            kind = _kind(each, is_layer=each.first in layers)
            told.append(Told(each, _sentence(each, stage, dockerfile), kind, _again(each, kind, copied)))
            copied += [each.first] if each.keyword in {"COPY", "ADD"} else []
    return told


def _kind(instruction: Instruction, *, is_layer: bool) -> str:
    if is_layer:
        return "layer"
    return "none" if instruction.keyword == "ARG" else "metadata"


def _again(instruction: Instruction, kind: str, copied: Sequence[int]) -> str:
    """Returns what makes a build do a step again, beyond a change of its own text and of steps above it."""
    if instruction.keyword in {"COPY", "ADD"}:
        return "Done again when these files have changed."
    if kind == "layer" and copied:
        lines = f"line {copied[0]} copies" if len(copied) == 1 else f"lines {listed(map(str, copied))} copy"
        return f"Done again when what {lines} has changed."
    return ""


def _outside(dockerfile: Dockerfile) -> Iterable[Instruction]:
    first = dockerfile.stages[0].opening.first if dockerfile.stages else float("inf")
    return (each for each in dockerfile.instructions if each.first < first)


def _above(instruction: Instruction, dockerfile: Dockerfile) -> str:
    if instruction.keyword != "ARG":
        return "Nothing can come of this before a FROM."
    return f"{notes.arg(instruction, dockerfile)} It stands above FROM, so only the FROM lines see it."


def _sentence(instruction: Instruction, stage: Stage, dockerfile: Dockerfile) -> str:
    match instruction.keyword:
        case "COPY" | "ADD":
            return files.copy(instruction, dockerfile)
        case "RUN":
            return running.run(instruction)
        case "ONBUILD":
            held = trigger(instruction, dockerfile.escape)
            return f"Held back until another build starts FROM this image. Then: {_sentence(held, stage, dockerfile)}"
        case "CMD":
            return running.cmd(instruction, stage)
        case "ARG":
            return notes.arg(instruction, dockerfile)
        case "ENV" | "LABEL":
            return notes.named_values(instruction, dockerfile.escape)
    tell_it = _BY_KEYWORD.get(instruction.keyword)
    return tell_it(instruction) if tell_it else "Docker knows no such instruction."
