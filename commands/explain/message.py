"""The docker commands inside a chat message: in what is marked as code, else on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands.explain.commandline import explain
from commands.explain.model import Explanation
from commands.registry import LONGEST_LINE

_MARKED = re.compile(r"```(?:[\w+-]*\n)?(.*?)(?:```|\Z)|(`+)([^`]+)\2", re.DOTALL)
_ENOUGH = LONGEST_LINE - 100
"""Characters that are read: what is kept has to fit a line behind the command's name."""


def explain_message(message: str) -> Explanation:
    """Explains the docker commands of a text that may be a line, a paste, or a message with code in it."""
    explanation = explain(message)
    return explanation if explanation.lines else explain(commands_in(message))


def commands_in(message: str) -> str:
    """Returns the parts of a message that hold docker commands, a line or more each; without any, the message.

    What is marked as code counts even with a mistake in it. A sentence counts only if docker would take it.
    """
    message = message[:_ENOUGH]
    marked = _joined(code for code in _marked(message) if explain(code).lines)
    return marked or _joined(line for line in message.splitlines() if _is_taken(line)) or message


def _marked(message: str) -> Iterator[str]:
    for block, _, quoted in _MARKED.findall(message):
        yield block or quoted


def _is_taken(line: str) -> bool:
    readings = explain(line).lines
    return bool(readings) and all(reading.error is None for reading in readings)


def _joined(found: Iterator[str]) -> str:
    return "\n".join(dict.fromkeys(each.strip() for each in found))
