"""`docker --help` and `docker COMMAND --help`: what can be typed here, in docker's words for it."""

from __future__ import annotations

from collections.abc import Iterable

from commands.docker.line import Line
from commands.reply import Facts, Heading, Paragraph, Reply
from commands.text import Code, say
from content.docker_cli import Flag, load_grammar


def asks_for_help(line: Line) -> bool:
    """Says whether docker would only show how something is used."""
    asked = line.command == "help" or any(name == "help" for name, _ in line.given())
    return line.reading.error is None and (asked or bool(load_grammar().command(line.command).commands))


def overview(line: Line, commands: Iterable[str]) -> Reply:
    """Returns the commands that run here, each with what it does; behind a word such as volume those of it."""
    grammar = load_grammar()
    begun = "" if line.command == "help" else f"{line.command} ".lstrip()
    commands = [each for each in commands if each.startswith(begun)] or list(commands)
    listed = tuple((short_name(each), say("{text}", text=grammar.command(each).text)) for each in commands)
    hint = say(
        "{help} shows a command's options, {explain} takes any line apart.",
        help=Code("/docker run --help"),
        explain=Code("/ship explain"),
    )
    return Reply((Heading(say("Docker commands that run here")), Facts(listed), Paragraph(hint)))


def usage(command: str, flags: Iterable[str]) -> Reply:
    """Returns docker's usage line of a command, and the options that count here."""
    known = load_grammar().command(command)
    listed = tuple((_written(known.flags[each]), say("{text}", text=known.flags[each].text)) for each in sorted(flags))
    parts = (Heading(say("{usage}", usage=known.usage)), Paragraph(say("{text}", text=known.text)))
    return Reply((*parts, Facts(listed)) if listed else parts)


def short_name(command: str) -> str:
    """Returns the name that people type: `run` for `container run`."""
    return min((command, *load_grammar().command(command).also), key=len)


def _written(flag: Flag) -> str:
    return f"-{flag.short}, --{flag.name}" if flag.short else f"--{flag.name}"
