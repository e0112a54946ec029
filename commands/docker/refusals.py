"""What the sandbox doesn't give, and why."""

from __future__ import annotations

from commands.docker.line import Line
from commands.errors import CommandError, refused
from commands.text import Code, Text, join

_OFFERED: Text = join([(Code(f"/docker {each}"),) for each in ("pull IMAGE", "history IMAGE", "images")], ", ")


def not_offered(line: Line) -> CommandError:
    """Returns the refusal of a whole command."""
    return refused(
        "{command} isn't offered on the sandbox. You can type {offered}.",
        command=Code(f"docker {line.reading.path}"),
        offered=_OFFERED,
    )


def check_flags(line: Line, honoured: frozenset[str]) -> None:
    """Raises CommandError for a flag that the sandbox does not honour."""
    for name, _ in line.given():
        if name not in honoured:
            raise refused(
                "{flag} isn't offered on the sandbox: leave it out. {explain} tells what it does on your own machine.",
                flag=Code(f"--{name}"),
                explain=Code("/ship explain"),
            )
