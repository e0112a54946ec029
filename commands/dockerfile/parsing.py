"""Reads a Dockerfile as BuildKit does, and a mistyped instruction as it was meant."""

from __future__ import annotations

import re
from dataclasses import replace

from commands.dockerfile.arguments import shell_text
from commands.dockerfile.checks import fault_of, faults_between
from commands.dockerfile.keywords import EXEC_FORM, FLAGS
from commands.dockerfile.lines import LogicalLine, read_lines
from commands.dockerfile.model import Dockerfile, Fault, Flag, Instruction
from commands.dockerfile.shell import read_script
from commands.dockerfile.stages import read_stages
from commands.dockerfile.wording import NotOnlyTexts, bare, leading, read_list
from commands.explain.nearest import nearest


def read_dockerfile(text: str) -> Dockerfile:
    """Reads a Dockerfile. What BuildKit would refuse is among its faults, in the order of their lines."""
    lines = read_lines(text)
    faults = list(lines.faults)
    instructions = []
    for line in lines.logical:
        written, meant = _read(line, lines.escape)
        instructions.append(meant)
        found = (refused(each, lines.escape) for each in dict.fromkeys((written, meant)))
        faults += filter(None, found)
    arguments, stages = read_stages(instructions, lines.escape)
    faults += faults_between(instructions, stages)
    return Dockerfile(
        lines.directives,
        lines.escape,
        tuple(instructions),
        arguments,
        stages,
        tuple(sorted(faults, key=lambda fault: fault.first)),
        lines.after,
    )


def refused(instruction: Instruction, escape: str) -> Fault | None:
    """Returns what BuildKit refuses about an instruction by itself."""
    return _list_fault(instruction) or fault_of(instruction, escape)


def _read(line: LogicalLine, escape: str) -> tuple[Instruction, Instruction]:
    """Returns an instruction as written, and as it was meant where its keyword has a typo."""
    written = read_instruction(line, escape)
    near = nearest(written.keyword, FLAGS) if written.keyword not in FLAGS else None
    if not near:
        return written, written
    return written, read_instruction(replace(line, text=f"{near}{line.text[len(written.keyword) :]}"), escape)


def read_instruction(line: LogicalLine, escape: str) -> Instruction:
    """Takes an instruction's line apart: keyword, flags and what follows them."""
    keyword, *rest = re.split(r"\s+", line.text, maxsplit=1)
    keyword, text = keyword.upper(), rest[0] if rest else ""
    written, text = leading(text, escape, "--")
    flags = [_flag(word) for word in written]
    read = Instruction(
        keyword,
        tuple(flags),
        text,
        _exec(keyword, text),
        line.heredocs,
        line.first,
        line.last,
        line.source,
        line.before,
    )
    return replace(read, script=read_script(shell_text(read))) if keyword == "RUN" and read.exec is None else read


def _flag(word: str) -> Flag:
    name, equals, value = word[2:].partition("=")
    return Flag(name, bare(value) if equals else None)


def trigger(instruction: Instruction, escape: str) -> Instruction:
    """Returns the instruction that an ONBUILD holds back for later builds."""
    held = LogicalLine(
        instruction.text,
        instruction.first,
        instruction.last,
        instruction.source,
        instruction.before,
        instruction.heredocs,
    )
    return read_instruction(held, escape)


def _exec(keyword: str, text: str) -> tuple[str, ...] | None:
    if keyword not in EXEC_FORM:
        return None
    if keyword == "HEALTHCHECK":
        text = text[3:].lstrip() if text[:3].upper() == "CMD" else ""
    try:
        return read_list(text)
    except NotOnlyTexts:
        return None


def _list_fault(instruction: Instruction) -> Fault | None:
    if instruction.keyword not in EXEC_FORM:
        return None
    try:
        read_list(instruction.text)
    except NotOnlyTexts:
        told = f"Every element of the list behind {instruction.keyword} has to be a text: put numbers in double quotes too."
        return Fault(instruction.first, instruction.last, told)
    return None
