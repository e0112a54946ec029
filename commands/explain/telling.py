"""The text for each flag and value of a line."""

from __future__ import annotations

from commands.explain.arguments import inside
from commands.explain.sentences import Given, sentence
from commands.explain.sentences.listing import condition
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


def value_told(command: Command, flag: Flag, value: str | None, given: Given) -> str:
    """Returns the sentence that tells a flag by its value; empty where there is none.

    `given` has the values of the other flags of the line.
    """
    if flag.is_switch or value is None:
        return ""
    tell = sentence(command.name, flag.same_as or flag.name, given)
    try:
        told = tell(value) if tell else ""
    except Misfit as misfit:
        return "" if is_open(value) else str(misfit)
    return told or _filled_in(command, flag, value)


def flag_in_words(flag: Flag, value: str | None, told: str) -> str:
    """Returns what a flag with its value does; `told` is what its value tells."""
    if flag.is_switch:
        return _switch(flag, value)
    if value is None:
        return flag.text or _unexplained(flag)
    return told or _with_value(flag, value)


def _filled_in(command: Command, flag: Flag, value: str) -> str:
    if not value or not flag.told:
        return ""
    filled = condition(value, command.name.partition(" ")[0]) if flag.name == "filter" else inside(value)
    return flag.told.replace("{value}", filled)


def _with_value(flag: Flag, value: str) -> str:
    if not flag.text:
        return f"{_unexplained(flag)} Here it is {value or 'empty'}."
    return f"{flag.text} Here: {value or 'nothing'}."


def _switch(flag: Flag, value: str | None) -> str:
    if not flag.text:
        return _unexplained(flag)
    if value == "false":
        return flag.off or f"Switched off: {flag.text[0].lower()}{flag.text[1:]}"
    return flag.text


def _unexplained(flag: Flag) -> str:
    what = _TYPES.get(flag.type, "a value")
    kind = "It is a switch" if flag.is_switch else f"It takes {what}"
    return f"{kind}; we have no explanation of it yet."


def value_in_words(flag: Flag, value: str, told: str) -> str:
    """Returns what a value is, where it stands apart from its flag."""
    return told or (f"The value of --{flag.name}: {value}." if value else f"An empty value for --{flag.name}.")
