"""The app manifest to paste at Slack, generated from the registry."""

from __future__ import annotations

from typing import Any

import yaml

from commands.registry import Command, Registry

EXPLAIN_SHORTCUT = "explain_command"

_SCOPES = [
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "users:read",
]
"""The least that works: histories are read only to find a message whose posting was cut off by a crash, and files
only where somebody hands one over."""

_HEADER = """\
# Paste this at Slack: Your Apps → Create New App → From a manifest. It is generated from the commands, with
# python -m bot.adapters.slack; a test compares the two.
"""

_ABOUT_SHIP = "Your study group"


def manifest(registry: Registry) -> dict[str, Any]:
    """Returns the manifest for Socket Mode; over HTTP the same app needs its request URLs set by hand."""
    return {
        "display_information": {
            "name": "Shipmate",
            "description": "A study group for people who learn containers",
            "background_color": "#1d63ed",
        },
        "features": {
            "app_home": {"messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
            "bot_user": {"display_name": "Shipmate", "always_online": True},
            "shortcuts": [
                {
                    "name": "Explain this command",
                    "type": "message",
                    "callback_id": EXPLAIN_SHORTCUT,
                    "description": "Explains the docker commands in a message, or its Dockerfile",
                }
            ],
            "slash_commands": [
                _slash_command(root, registry) for root in dict.fromkeys(command.root for command in registry)
            ],
        },
        "oauth_config": {"scopes": {"bot": _SCOPES}},
        "settings": {
            "event_subscriptions": {"bot_events": ["app_mention", "message.im", "app_uninstalled", "tokens_revoked"]},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def as_yaml(registry: Registry) -> str:
    """Returns the manifest as the file to paste."""
    return _HEADER + yaml.safe_dump(manifest(registry), sort_keys=False, allow_unicode=True, width=120)


def _slash_command(root: str, registry: Registry) -> dict[str, Any]:
    """Returns a slash command. A root that is itself a command speaks for itself, others list what is behind them."""
    shown = [command for command in registry if command.root == root and not command.hidden]
    own = next((command for command in shown if command.name == root), None)
    if own is None:
        about, hint = _ABOUT_SHIP, " | ".join(map(_needed, shown))
    else:
        about, hint = (
            own.summary,
            " ".join(parameter.option.example for parameter in own.parameters if not parameter.is_file),
        )
    return {"command": f"/{root}", "description": about, "usage_hint": hint, "should_escape": False}


def _needed(command: Command) -> str:
    """Returns a command with what it can't do without: `explain LINE`."""
    return " ".join([command.name, *(each.name.upper() for each in command.parameters if each.required)])
