"""One or two sentences on what a command does as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commands.explain.advice.line import Line
from commands.explain.brevity import brief


def summary_of(line: Line, effect: Mapping[str, Any] | None) -> str:
    """Returns the summary; empty where the command is not known."""
    parsed = line.parsed
    if effect is None:
        return parsed.command.text if parsed.path else ""
    verb = "Starts" if parsed.command.name == "container run" else "Makes, but does not start,"
    where = " in the background" if effect["detach"] else ""
    command = " ".join(line.at(argument.span) for argument in parsed.args[1:])
    running = f", running {command}" if command else ""
    after = (
        " It is removed when it ends."
        if effect["auto_remove"]
        else " It stays after it has ended, until it is removed."
    )
    return brief(f"{verb} a new container from {effect['image']}{where}{running}.{after}")
