"""Instructions as text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from commands.dockerfile.model import Dockerfile, Flag, Instruction
from commands.dockerfile.shell import ShellCommand

Change = Callable[[Dockerfile], tuple[Sequence[Instruction], list[str]]]
"""Returns the instructions as they should be, and why; no reasons where nothing is to be changed."""


def render(instructions: Iterable[Instruction], dockerfile: Dockerfile) -> str:
    """Returns the whole file. What wasn't changed stays as it was written, comments and empty lines too."""
    return "".join(f"{each.before}{each.source}\n" for each in instructions) + dockerfile.after


def with_text(old: Instruction, keyword: str, text: str, *, flags: tuple[Flag, ...] | None = None) -> Instruction:
    """Returns an instruction in place of another, with the comments of the old one."""
    flags = old.flags if flags is None else flags
    source = " ".join([keyword, *map(write_flag, flags), text])
    return replace(old, keyword=keyword, flags=flags, text=text, source=source, before=comments(old), exec=None)


def with_commands(old: Instruction, commands: Sequence[ShellCommand]) -> Instruction:
    """Returns a RUN with these commands, a line for each that waits for the one before it."""
    written = commands[0].text
    for each in commands[1:]:
        written += f" \\\n    && {each.text}" if each.joined == "&&" else f" {each.joined} {each.text}"
    made = with_text(old, "RUN", written)
    return replace(made, text=written.replace(" \\\n    &&", " &&"))


def comments(instruction: Instruction) -> str:
    """Returns what stands above an instruction, with the comments between its lines, which a new text has no place for."""
    lines = instruction.source.split("\n")[1:]
    if instruction.heredocs:
        return instruction.before
    inside = [line.strip() for line in lines if line.lstrip().startswith("#")]
    return instruction.before + "".join(f"{line}\n" for line in inside)


def write_flag(flag: Flag) -> str:
    """Returns a flag as it is written."""
    return f"--{flag.name}" if flag.value is None else f"--{flag.name}={flag.value}"


def write_list(words: Iterable[str]) -> str:
    """Returns words as a JSON list."""
    return json.dumps(list(words), ensure_ascii=False)
