"""The app manifest to paste at Slack, generated from the registry."""

from __future__ import annotations

from typing import Any

from commands.registry import Registry

EXPLAIN_SHORTCUT = "explain_command"

_SCOPES = [
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "users:read",
]
"""The least that works: histories are read only to find a message whose posting was cut off by a crash."""

_HINTS = {"ship": "today | explain LINE | rank | me | setup | help", "docker": "pull alpine:latest"}
_ABOUT = {"ship": "Your study group", "docker": "Runs a docker command on your group's sandbox"}


def manifest(registry: Registry) -> dict[str, Any]:
    """Returns the manifest for Socket Mode; over HTTP the same app needs its request URLs set by hand."""
    roots = dict.fromkeys(command.root for command in registry)
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
                    "description": "Explains the docker commands in a message",
                }
            ],
            "slash_commands": [
                {
                    "command": f"/{root}",
                    "description": _ABOUT[root],
                    "usage_hint": _HINTS[root],
                    "should_escape": False,
                }
                for root in roots
            ],
        },
        "oauth_config": {"scopes": {"bot": _SCOPES}},
        "settings": {
            "event_subscriptions": {"bot_events": ["app_mention", "message.im"]},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }
