"""Posting unasked: daily questions, reveals in their threads, the leaderboard."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import discord

from bot.adapters.discord.sending import arguments, edit_arguments
from commands.messenger import CannotPost, MessageRef
from commands.reply import Reply
from commands.request import Place

_HAS_THREAD = 160004
_LOOKED_THROUGH = 100

_REASONS = {
    10003: "The channel is gone: run /ship setup in another one.",
    10008: "The message is gone.",
    50001: "The bot can't see the channel: give it View Channel there.",
    50013: "The bot may not write there: give it Send Messages, Embed Links and Create Public Threads in the channel.",
}


async def post(client: discord.Client, place: Place, reply: Reply, key: str, under: MessageRef | None) -> MessageRef:
    """Posts once for a key: Discord returns the earlier message for a repeated nonce."""
    nonce = hashlib.sha256(f"{place.channel} {key}".encode()).hexdigest()[:25]
    try:
        target, reference = await _target(client, place, under)
        extra: dict[str, Any] = {} if reference is None else {"reference": reference}
        message = await target.send(**arguments(reply, key=key), **extra, nonce=nonce)
    except discord.HTTPException as refusal:
        raise _cannot(refusal) from None
    return MessageRef(Place(place.platform, place.space, str(message.channel.id)), str(message.id))


async def edit(client: discord.Client, message: MessageRef, reply: Reply) -> None:
    channel = client.get_partial_messageable(int(message.place.channel))
    try:
        await channel.get_partial_message(int(message.message)).edit(**edit_arguments(reply))
    except discord.HTTPException as refusal:
        raise _cannot(refusal) from None


async def find(
    client: discord.Client, place: Place, key: str, since: datetime, under: MessageRef | None
) -> MessageRef | None:
    """Looks for the key in the footers of our own messages since then, in the channel or in the thread."""
    channels = [int(place.channel)] + ([int(under.message)] if under else [])
    for channel in channels:
        try:
            async for message in client.get_partial_messageable(channel).history(limit=_LOOKED_THROUGH, after=since):
                if message.author == client.user and any(each.footer.text == f"#{key}" for each in message.embeds):
                    return MessageRef(Place(place.platform, place.space, str(channel)), str(message.id))
        except discord.NotFound:
            continue
        except discord.HTTPException as refusal:
            raise _cannot(refusal) from None
    return None


async def _target(
    client: discord.Client, place: Place, under: MessageRef | None
) -> tuple[discord.abc.Messageable, discord.MessageReference | None]:
    """Returns where to send: the channel, or the thread of a message, made on demand; else as a reply to it."""
    channel = client.get_partial_messageable(int(place.channel))
    if under is None:
        return channel, None
    message = int(under.message)
    try:
        await client.http.start_thread_with_message(
            int(under.place.channel), message, name="Answer and discussion", auto_archive_duration=1440
        )
    except discord.HTTPException as refusal:
        if refusal.code != _HAS_THREAD:
            return channel, discord.MessageReference(
                message_id=message, channel_id=int(under.place.channel), fail_if_not_exists=False
            )
    return client.get_partial_messageable(message), None


def _cannot(refusal: discord.HTTPException) -> CannotPost:
    return CannotPost(_REASONS.get(refusal.code, f"Discord refuses the message (code {refusal.code})."))
