"""The text for each flag and value of a line."""

from __future__ import annotations

from commands.explain.sentences import sentence
from commands.explain.values.misfit import Misfit
from commands.explain.words import is_open
from content.docker_cli import Command, Flag

_TYPES = {
    "bool": "a switch",
    "int": "a whole number",
    "uint": "a whole number",
    "uint16": "a whole number",
    "uint32": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "bytes": "a size",
    "duration": "a time",
}


def flag_in_words(command: Command, flag: Flag, value: str | None) -> str:
    """Returns what a flag with its value does."""
    if flag.is_switch:
        return _switch(flag, value)
    if value is None:
        return flag.text or _unexplained(flag)
    return _told(command, flag, value) or _with_value(flag, value)


def _told(command: Command, flag: Flag, value: str) -> str:
    tell = sentence(command.name, flag.same_as or flag.name)
    try:
        return tell(value) if tell else ""
    except Misfit as misfit:
        return "" if is_open(value) else str(misfit)


def _with_value(flag: Flag, value: str) -> str:
    if not flag.text:
        return f"{_unexplained(flag)} Here it is {value or 'empty'}."
    return f"{flag.text} Here: {value or 'nothing'}."


def _switch(flag: Flag, value: str | None) -> str:
    if not flag.text:
        return _unexplained(flag)
    return f"Switched off: {flag.text[0].lower()}{flag.text[1:]}" if value == "false" else flag.text


def _unexplained(flag: Flag) -> str:
    what = _TYPES.get(flag.type, "a value")
    kind = "It is a switch" if flag.is_switch else f"It takes {what}"
    return f"{kind}; we have no explanation of it yet."


def value_in_words(command: Command, flag: Flag, value: str) -> str:
    """Returns what a value is, where it stands apart from its flag."""
    told = _told(command, flag, value)
    return told or (f"The value of --{flag.name}: {value}." if value else f"An empty value for --{flag.name}.")
