"""What each instruction does, with its values put in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from commands.dockerfile.arguments import sources
from commands.dockerfile.effect import folder_of, inherited_steps, layers_of
from commands.dockerfile.keywords import FLAGS
from commands.dockerfile.model import Dockerfile, Instruction, Stage
from commands.dockerfile.parsing import refused, trigger
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
    """An instruction in words, the first sentence of which says what it does.

    `kind` is layer, metadata or none; `again` is a sentence on what makes a build do it again.
    """

    instruction: Instruction
    sentences: tuple[str, ...]
    kind: str
    again: str

    @property
    def gist(self) -> str:
        """What it does, in one sentence."""
        return self.sentences[0]

    @property
    def text(self) -> str:
        """All that it does."""
        return " ".join(self.sentences)


def tell(dockerfile: Dockerfile) -> list[Told]:
    """Explains every instruction, in order."""
    layers = {each.first for stage in dockerfile.stages for each in layers_of(stage, dockerfile)}
    told = [Told(each, _above(each, dockerfile), "none", "") for each in _outside(dockerfile)]
    for stage in dockerfile.stages:
        told.append(Told(stage.opening, files.from_(stage, dockerfile), "none", ""))
        copied: list[int] = []
        folder = folder_of(inherited_steps(stage, dockerfile))
        for each in stage.instructions:
            kind = _kind(each, is_layer=each.first in layers)
            told.append(
                Told(
                    each,
                    _sentences(each, stage, dockerfile, folder),
                    kind,
                    _again(each, kind, copied, dockerfile.escape),
                )
            )
            copied += [each.first] if _copies_files(each) else []
            folder = folder_of([each], folder)
    return told


def _kind(instruction: Instruction, *, is_layer: bool) -> str:
    if is_layer:
        return "layer"
    return "none" if instruction.keyword == "ARG" else "metadata"


def _again(instruction: Instruction, kind: str, copied: Sequence[int], escape: str) -> str:
    """Returns what makes a build do a step again, beyond a change of its own text and of steps above it."""
    if refused(instruction, escape):
        return ""
    if _copies_files(instruction):
        return "Done again when these files have changed."
    if kind == "layer" and copied:
        lines = f"line {copied[0]} copies" if len(copied) == 1 else f"lines {listed(map(str, copied))} copy"
        return f"Done again when what {lines} has changed."
    return ""


def _copies_files(instruction: Instruction) -> bool:
    return instruction.keyword in {"COPY", "ADD"} and bool(sources(instruction))


def _outside(dockerfile: Dockerfile) -> Iterable[Instruction]:
    first = dockerfile.stages[0].opening.first if dockerfile.stages else float("inf")
    return (each for each in dockerfile.instructions if each.first < first)


def _above(instruction: Instruction, dockerfile: Dockerfile) -> tuple[str, ...]:
    if instruction.keyword != "ARG":
        return ("Nothing can come of this without a FROM above it.",)
    return notes.arg(instruction, dockerfile), "It stands above FROM, so only the FROM lines see it."


def _sentences(instruction: Instruction, stage: Stage, dockerfile: Dockerfile, folder: str) -> tuple[str, ...]:
    if instruction.keyword not in FLAGS:
        return ("Docker knows no such instruction.",)
    if refused(instruction, dockerfile.escape):
        return ("docker build would stop at this line.",)
    later = _replaced_by(instruction, stage)
    if later is not None:
        return (f"Has no effect: the {instruction.keyword} on line {later.first} takes its place.",)
    return _working(instruction, stage, dockerfile, folder)


def _replaced_by(instruction: Instruction, stage: Stage) -> Instruction | None:
    """Returns the last instruction of a kind of which only the last counts, where this is an earlier one."""
    if instruction.keyword not in {"CMD", "ENTRYPOINT", "HEALTHCHECK"}:
        return None
    last = next(each for each in reversed(stage.instructions) if each.keyword == instruction.keyword)
    return last if last.first > instruction.first else None


def _working(instruction: Instruction, stage: Stage, dockerfile: Dockerfile, folder: str) -> tuple[str, ...]:
    match instruction.keyword:
        case "COPY" | "ADD":
            return files.copy(instruction, dockerfile, folder)
        case "RUN":
            return running.run(instruction)
        case "ONBUILD":
            return _held_back(trigger(instruction, dockerfile.escape), stage, dockerfile, folder)
        case "CMD":
            return (running.cmd(instruction, stage),)
        case "ARG":
            return (notes.arg(instruction, dockerfile),)
        case "ENV" | "LABEL":
            return (notes.named_values(instruction, dockerfile.escape),)
    return (_BY_KEYWORD[instruction.keyword](instruction),)


def _held_back(held: Instruction, stage: Stage, dockerfile: Dockerfile, folder: str) -> tuple[str, ...]:
    told = (
        _working(held, stage, dockerfile, folder) if held.keyword in FLAGS else ("Docker knows no such instruction.",)
    )
    return (f"Held back until another build starts FROM this image. Then: {told[0]}", *told[1:])
