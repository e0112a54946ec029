"""Rendered messages as discord.py's objects."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import discord

from bot.adapters.discord.draft import Component
from bot.adapters.discord.render import Message, render
from commands.reply import Reply


class _Layout(discord.ui.LayoutView):
    """Components as rendered. Finished from the start: a press is known by its custom id, so nothing waits for it."""

    def __init__(self, components: Iterable[Component]) -> None:
        super().__init__(timeout=None)
        self._rendered = list(components)
        self.stop()

    def has_components_v2(self) -> bool:
        return True

    def to_components(self) -> list[dict[str, Any]]:
        return self._rendered


def arguments(reply: Reply, *, key: str | None = None) -> dict[str, Any]:
    """Returns the keyword arguments for sending a reply. `key` marks the message so that it can be found again."""
    message = render(reply, key=key)
    sent: dict[str, Any] = {"view": _Layout(message.components), "allowed_mentions": _allowed(message)}
    if message.files:
        sent["files"] = _files(message)
    return sent


def edit_arguments(reply: Reply) -> dict[str, Any]:
    """Returns the keyword arguments for replacing a message: files that it no longer has are taken away."""
    message = render(reply)
    return {
        "view": _Layout(message.components),
        "attachments": _files(message),
        "allowed_mentions": _allowed(message),
    }


def _files(message: Message) -> list[discord.File]:
    return [discord.File(io.BytesIO(each.data), each.name, description=each.alt or None) for each in message.files]


def _allowed(message: Message) -> discord.AllowedMentions:
    users = [discord.Object(user) for user in message.mentions]
    return discord.AllowedMentions(everyone=False, roles=False, users=users, replied_user=False)
