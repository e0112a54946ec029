"""Sentences on FROM, COPY and ADD: where files come from."""

from __future__ import annotations

from collections.abc import Iterable

from commands.dockerfile.arguments import sources, target
from commands.dockerfile.model import Dockerfile, Instruction, Stage
from commands.dockerfile.sentences.phrases import listed, shown
from commands.dockerfile.stages import stage_of


def from_(stage: Stage, dockerfile: Dockerfile) -> str:
    """Returns what a stage begins with, and what becomes of it."""
    begins = f"Begins the stage {stage.called}" if len(dockerfile.stages) > 1 else "Begins the image"
    on = f"on the stage {dockerfile.stages[stage.parent].called}" if stage.parent is not None else f"on {_base(stage)}"
    platform = stage.opening.flag("platform")
    built_for = f", for the platform {shown(platform)}" if platform else ""
    return f"{begins} {on}{built_for}.{_fate(stage, dockerfile)}"


def _fate(stage: Stage, dockerfile: Dockerfile) -> str:
    if len(dockerfile.stages) == 1:
        return ""
    if stage is dockerfile.stages[-1]:
        return " This stage becomes the image."
    return "" if stage in dockerfile.final else " Of it only what later stages take remains."


def _base(stage: Stage) -> str:
    if stage.base.lower() == "scratch":
        return "nothing: scratch is an empty image, without a shell"
    return f"the image {shown(stage.base)}, whose layers it takes over"


def copy(instruction: Instruction, dockerfile: Dockerfile) -> str:
    """Returns what COPY or ADD puts where."""
    taken, to = sources(instruction), target(instruction)
    written = [heredoc.name for heredoc in instruction.heredocs]
    what = listed([*taken, *(f"the lines down to {name}" for name in written)])
    if instruction.keyword == "ADD":
        told = _add(taken, what, to)
    else:
        source = instruction.flag("from")
        told = f"Copies {what}{_origin(source, dockerfile) if taken else ''} into the image at {shown(to)}."
    return told + "".join(_aside(instruction))


def _origin(source: str | None, dockerfile: Dockerfile) -> str:
    if source is None:
        return " from the build's folder"
    stage = stage_of(source, dockerfile.stages)
    return f" from the stage {stage.called}" if stage else f" from the image {shown(source)}"


def _add(taken: tuple[str, ...], what: str, to: str) -> str:
    if any(each.startswith(("http://", "https://", "ftp://")) for each in taken):
        return (
            f"Downloads {what} during the build and puts it at {shown(to)}; archives from the network are not unpacked."
        )
    if any(each.startswith("git@") or each.endswith(".git") for each in taken):
        return f"Fetches {what} with git during the build and puts its files at {shown(to)}."
    return f"Puts {what} from the build's folder at {shown(to)}; a tar archive is unpacked there."


def _aside(instruction: Instruction) -> Iterable[str]:
    owner, mode = instruction.flag("chown"), instruction.flag("chmod")
    if owner:
        yield f" The files belong to {shown(owner)}."
    if mode:
        yield f" They get the permissions {shown(mode)}."
    if instruction.flag("link") in {"", "true"}:
        yield " The layer stands on its own, so a changed base doesn't make it anew."
