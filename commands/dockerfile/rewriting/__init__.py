"""A Dockerfile written anew with fewer and smaller layers, where that changes nothing but its size and speed."""

from __future__ import annotations

from dataclasses import dataclass

from commands.dockerfile.effect import image_of
from commands.dockerfile.model import Dockerfile
from commands.dockerfile.parsing import read_dockerfile
from commands.dockerfile.rewriting import forms, merging, ordering, packages
from commands.dockerfile.rewriting.writing import Change, render

_CHANGES: tuple[Change, ...] = (
    *forms.CHANGES,
    *ordering.CHANGES,
    *packages.CHANGES,
    *merging.CHANGES,
    packages.tidy_apt,
)
_ROUNDS = 4
"""One change can make room for another; more rounds than this were never needed."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new text, the reasons for what is different in it, and how many layers the image gets before and after."""

    text: str
    reasons: tuple[str, ...]
    layers_before: int
    layers_after: int


def rewrite(text: str) -> Rewritten | None:
    """Writes a Dockerfile anew; None where nothing is to be changed, or can't be without knowing more.

    A file with faults stays as it is, and so does one for Windows, whose shell has rules of its own.
    """
    before = after = read_dockerfile(text)
    if before.faults or before.escape != "\\" or any(_is_windows(stage.base) for stage in before.stages):
        return None
    reasons: dict[str, None] = {}
    for _ in range(_ROUNDS):
        settled = True
        for change in _CHANGES:
            instructions, why = change(after)
            if why:
                after = read_dockerfile(render(instructions, after))
                reasons |= dict.fromkeys(why)
                settled = False
        if settled:
            break
    if not reasons:
        return None
    return Rewritten(render(after.instructions, after), tuple(reasons), _layers(before), _layers(after))


def _is_windows(base: str) -> bool:
    return "windows" in base.lower() or "nanoserver" in base.lower()


def _layers(dockerfile: Dockerfile) -> int:
    image = image_of(dockerfile)
    return len(image.layers) if image else 0
