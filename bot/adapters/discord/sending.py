"""Rendered messages as discord.py's objects."""

from __future__ import annotations

import io
from typing import Any

import discord

from bot.adapters.discord.render import Message, render
from commands.reply import Reply

COLOUR = 0x2496ED


def arguments(reply: Reply, *, key: str | None = None) -> dict[str, Any]:
    """Returns the keyword arguments for sending a reply. `key` marks a message so that it can be found again."""
    message = render(reply)
    embed = discord.Embed(description=message.description or None, colour=COLOUR)
    if key is not None:
        embed.set_footer(text=f"#{key}")
    if message.picture is not None:
        embed.set_image(url=f"attachment://{message.picture}")
    sent: dict[str, Any] = {"embed": embed, "allowed_mentions": discord.AllowedMentions.none()}
    if message.buttons:
        sent["view"] = _view(message)
    if message.files:
        sent["files"] = [discord.File(io.BytesIO(each.data), each.name) for each in message.files]
    return sent


def edit_arguments(reply: Reply, *, key: str | None = None) -> dict[str, Any]:
    """Returns the keyword arguments for replacing a message: what it no longer has is taken away."""
    sent = arguments(reply, key=key)
    return sent | {"view": sent.get("view"), "attachments": sent.pop("files", [])}


def _view(message: Message) -> discord.ui.View:
    """Returns the buttons; stopped, since what a press means is in its custom id and not in this process."""
    view = discord.ui.View(timeout=None)
    for number, button in enumerate(message.buttons):
        view.add_item(
            discord.ui.Button(
                label=button.label,
                custom_id=button.custom_id,
                row=number // 5,
                style=discord.ButtonStyle.secondary,
            )
        )
    view.stop()
    return view
