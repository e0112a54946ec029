"""What stands behind an instruction's flags, as values."""

from __future__ import annotations

import re

from commands.dockerfile.model import Instruction
from commands.dockerfile.wording import bare, split


def items(instruction: Instruction) -> tuple[str, ...]:
    """Returns the words of COPY, ADD, VOLUME, EXPOSE and FROM."""
    return tuple(instruction.text.split()) if instruction.exec is None else instruction.exec


def pairs(instruction: Instruction, escape: str) -> list[tuple[str, str]]:
    """Returns the names and values of ENV, LABEL and ARG; an ARG without a value has an empty one."""
    if is_old_form(instruction, escape):
        name, _, value = re.sub(r"\s+", " ", instruction.text, count=1).partition(" ")
        return [(bare(name), value.strip())]
    named = (word.partition("=") for word in split(instruction.text, escape))
    return [(bare(name), bare(value)) for name, _, value in named]


def is_old_form(instruction: Instruction, escape: str) -> bool:
    """Says whether an ENV or LABEL is written without an equals sign: `ENV NAME the value`."""
    words = split(instruction.text, escape)
    return instruction.keyword in {"ENV", "LABEL"} and bool(words) and "=" not in words[0]


def sources(instruction: Instruction) -> tuple[str, ...]:
    """Returns what a COPY or ADD takes, without here-documents."""
    return tuple(word for word in items(instruction)[:-1] if not word.startswith("<<"))


def target(instruction: Instruction) -> str:
    """Returns where a COPY or ADD puts it."""
    return items(instruction)[-1] if items(instruction) else ""


def shell_text(instruction: Instruction) -> str:
    """Returns what a RUN has its shell do: its line, or the here-document it hands over; empty in exec form."""
    if instruction.exec is not None:
        return ""
    if instruction.heredocs and instruction.text.startswith("<<"):
        return instruction.heredocs[0].content
    return instruction.text
