"""Instructions parted into stages, with what each of them is built on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from commands.dockerfile.arguments import items, pairs
from commands.dockerfile.model import Instruction, Stage
from commands.dockerfile.wording import expand
from commands.text import shorten

_LONGEST = 500
"""Characters of a value that are kept: ARGs that name each other twice could grow without end."""


def read_stages(instructions: Sequence[Instruction], escape: str) -> tuple[tuple[Instruction, ...], tuple[Stage, ...]]:
    """Returns what stands above the first FROM, and the stages."""
    starts = [at for at, each in enumerate(instructions) if each.keyword == "FROM"]
    above = tuple(instructions[: starts[0]] if starts else instructions)
    arguments = tuple(each for each in above if each.keyword == "ARG")
    values: dict[str, str] = {}
    for name, value in (pair for each in arguments for pair in pairs(each, escape)):
        values |= {name: shorten(expand(value, values), _LONGEST)} if value else {}
    stages: list[Stage] = []
    known: dict[str, int] = {}
    for start, end in pairwise([*starts, len(instructions)]):
        made = _stage(len(stages), instructions[start], tuple(instructions[start + 1 : end]), known, values)
        stages.append(made)
        known |= {made.name: made.index} if made.name else {}
    return arguments, tuple(stages)


def _stage(
    index: int, opening: Instruction, body: tuple[Instruction, ...], known: dict[str, int], values: dict[str, str]
) -> Stage:
    words = items(opening)
    base = expand(words[0], values) if words else ""
    name = words[2].lower() if len(words) == 3 and words[1].lower() == "as" else ""
    return Stage(index, name, base, known.get(base.lower()), opening, body)


def stage_of(reference: str, stages: Sequence[Stage]) -> Stage | None:
    """Returns the stage that `--from` names, by its name or its number from 0; None where it names an image."""
    if reference.isascii() and reference.isdigit() and len(reference) < 5:
        return stages[int(reference)] if int(reference) < len(stages) else None
    return next((each for each in reversed(stages) if each.name and each.name == reference.lower()), None)
