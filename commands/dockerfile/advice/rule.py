"""The shape of a rule, and how rules walk through a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from commands.dockerfile.model import Advice, Dockerfile, Instruction, Stage
from commands.dockerfile.shell import programs

Rule = Callable[[Dockerfile], Iterator[Advice]]


def steps(dockerfile: Dockerfile, *keywords: str) -> Iterator[tuple[Stage, Instruction]]:
    """Yields the instructions with one of the keywords, each with its stage."""
    for stage in dockerfile.stages:
        for each in stage.instructions:
            if each.keyword in keywords:
                yield stage, each


def calls(instruction: Instruction) -> list[tuple[str, ...]]:
    """Returns the words of every command that a RUN gives."""
    if instruction.exec is not None:
        return [instruction.exec] if instruction.exec else []
    return list(programs(instruction.script))


def on(instruction: Instruction, rule: str, severity: str, text: str, instead: str = "") -> Advice:
    """Returns advice on one instruction."""
    return Advice(rule, severity, instruction.first, instruction.last, text, instead)
