"""Sentences on FROM, COPY and ADD: where files come from."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from commands.dockerfile.arguments import EVERYTHING, is_plain, sources, target
from commands.dockerfile.model import Dockerfile, Instruction, Stage
from commands.dockerfile.sentences.phrases import listed, shown
from commands.dockerfile.stages import stage_of


def from_(stage: Stage, dockerfile: Dockerfile) -> tuple[str, ...]:
    """Returns what a stage begins with, and what becomes of it."""
    begins = f"Begins the stage {stage.called}" if len(dockerfile.stages) > 1 else "Starts"
    platform = stage.opening.flag("platform")
    built_for = f" for the platform {shown(platform)}" if platform else ""
    return (f"{begins} from {_base(stage, dockerfile, built_for)}.", *_fate(stage, dockerfile))


def _fate(stage: Stage, dockerfile: Dockerfile) -> Iterator[str]:
    if len(dockerfile.stages) == 1:
        return
    if stage is dockerfile.stages[-1]:
        yield "This stage becomes the image."
    elif stage not in dockerfile.final:
        yield "Of it only what later stages take remains."


def _base(stage: Stage, dockerfile: Dockerfile, built_for: str) -> str:
    if stage.parent is not None:
        return f"the stage {dockerfile.stages[stage.parent].called}{built_for}"
    if stage.base.lower() == "scratch":
        return f"scratch{built_for}: an empty image, without a shell"
    return f"the image {shown(stage.base)}{built_for} and takes over its layers"


def copy(instruction: Instruction, dockerfile: Dockerfile, folder: str) -> tuple[str, ...]:
    """Returns what COPY or ADD puts where, if the step works in `folder`; empty where only the base image knows it."""
    taken, to = sources(instruction), _place(target(instruction), folder)
    written = [heredoc.name for heredoc in instruction.heredocs]
    what = listed([*map(_source, taken), *(f"the lines down to {name}" for name in written)])
    if instruction.keyword == "ADD":
        told = _add(taken, what, to)
    else:
        source = instruction.flag("from")
        told = f"Copies {what}{_origin(source, dockerfile) if taken else ''} into the image at {to}."
    return (told, *_aside(instruction))


def _source(source: str) -> str:
    return "everything" if source in EVERYTHING else source


def _place(to: str, folder: str) -> str:
    """Returns where a target is, as far as the file tells."""
    if to.startswith(("/", "$", "\\")) or ":" in to:
        return shown(to)
    if folder:
        return shown(posixpath.normpath(posixpath.join(folder, to)))
    base = "the folder that the base image works in"
    return base if to in {".", "./"} else f"{shown(to)} in {base}"


def _origin(source: str | None, dockerfile: Dockerfile) -> str:
    if source is None:
        return " from the build's folder"
    stage = stage_of(source, dockerfile.stages)
    return f" from the stage {stage.called}" if stage else f" from the image {shown(source)}"


def _add(taken: tuple[str, ...], what: str, to: str) -> str:
    if any(each.startswith(("http://", "https://", "ftp://")) for each in taken):
        return f"Downloads {what} during the build and puts it at {to}; archives from the network are not unpacked."
    if any(each.startswith("git@") or each.endswith(".git") for each in taken):
        return f"Fetches {what} with git during the build and puts its files at {to}."
    if all(map(is_plain, taken)):
        return f"Puts {what} from the build's folder at {to}."
    return f"Puts {what} from the build's folder at {to}; a tar archive is unpacked there."


def _aside(instruction: Instruction) -> Iterator[str]:
    owner, mode = instruction.flag("chown"), instruction.flag("chmod")
    if owner:
        yield f"The files belong to {shown(owner)}."
    if mode:
        yield f"They get the permissions {shown(mode)}."
    if instruction.flag("link") in {"", "true"}:
        yield "The layer stands on its own, so a changed base doesn't make it anew."
