"""Orders of builds, written as the lines of a Dockerfile."""

from __future__ import annotations

import re

from sandbox.builds.values import BuildOrder, Instruction
from sandbox.references import parse_reference


def order(*lines: str, stage: str | None = None, **arguments: str) -> BuildOrder:
    """The order for a file of these lines; a flag is written without spaces: `COPY --from=build /a /b`."""
    return BuildOrder(
        tuple(instruction(line, number) for number, line in enumerate(lines, start=1)),
        parse_reference("hello"),
        stage=stage,
        arguments=arguments,
    )


def instruction(line: str, number: int = 1) -> Instruction:
    keyword, _, text = line.partition(" ")
    flags = []
    while found := re.match(r"--([\w-]+)(?:=(\S*))?\s+", text):
        flags.append((found[1], found[2] or ""))
        text = text[found.end() :]
    return Instruction(keyword, tuple(flags), text, number)
