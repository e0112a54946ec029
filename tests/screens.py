"""What a terminal shows, as lines of text."""

from __future__ import annotations

from io import StringIO
from textwrap import dedent

from rich.console import Console

from bot.adapters.terminal.render import render
from commands.reply import Reply


def paper(width: int = 80) -> Console:
    """A console without colours that keeps what is printed; `seen` reads it."""
    return Console(file=StringIO(), width=width, force_terminal=False, color_system=None)


def seen(console: Console) -> str:
    """Returns everything printed, without spaces at the ends of lines."""
    assert isinstance(console.file, StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()).strip("\n")


def screen(reply: Reply, width: int = 80) -> str:
    console = paper(width)
    console.print(render(reply))
    return seen(console)


def picture(text: str) -> str:
    """Returns an indented block of a test as the lines a person sees."""
    return dedent(text).strip("\n")
