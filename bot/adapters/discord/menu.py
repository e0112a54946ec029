"""Discord's command menu, generated from the registry and synchronised only when it has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from commands.registry import LONGEST_LINE, Command, Parameter, Registry
from commands.text import shorten

EXPLAIN_MENU = "Explain this command"

_SLASH, _MESSAGE = 1, 3
_SUBCOMMAND, _TEXT, _INTEGER = 1, 3, 4
ATTACHMENT = 11
_WHERE = {"integration_types": [0], "contexts": [0, 1]}
"""Installed in servers; used there and in direct messages with the bot. Nowhere else is there a group."""


def menu(registry: Registry) -> list[dict[str, Any]]:
    """Returns the application commands: one a root, with the commands of that root below it."""
    shown = [command for command in registry if not command.hidden]
    roots = list(dict.fromkeys(command.root for command in shown))
    slash = [_root(root, [each for each in shown if each.root == root]) for root in roots]
    return [{**each, **_WHERE} for each in (*slash, {"type": _MESSAGE, "name": EXPLAIN_MENU})]


def fingerprint(payload: Any) -> str:
    """Returns a short text that changes with the menu."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()[:16]


def _root(root: str, commands: list[Command]) -> dict[str, Any]:
    if len(commands) == 1 and commands[0].name == root:
        return {
            "type": _SLASH,
            "name": root,
            "description": _short(commands[0].summary),
            "options": _options(commands[0]),
        }
    below = [
        {"type": _SUBCOMMAND, "name": each.name, "description": _short(each.summary), "options": _options(each)}
        for each in commands
    ]
    return {"type": _SLASH, "name": root, "description": "Your study group", "options": below}


def _options(command: Command) -> list[dict[str, Any]]:
    """Returns the options, those that must be given first."""
    ordered: Iterable[Parameter] = sorted(command.parameters, key=lambda each: not each.required)
    return [_option(each) for each in ordered]


def _option(parameter: Parameter) -> dict[str, Any]:
    option: dict[str, Any] = {
        "type": _type(parameter),
        "name": parameter.name,
        "description": _short(parameter.option.summary),
        "required": parameter.required,
    }
    if parameter.choices:
        option["choices"] = [{"name": choice, "value": choice} for choice in parameter.choices]
    elif parameter.option.complete is not None:
        option["autocomplete"] = True
    if option["type"] == _TEXT and not parameter.choices:
        option["max_length"] = LONGEST_LINE
    return option


def _type(parameter: Parameter) -> int:
    if parameter.is_file:
        return ATTACHMENT
    return _INTEGER if parameter.type is int else _TEXT


def _short(summary: str) -> str:
    return shorten(summary, 100)
