"""Posting unasked: daily questions, reveals in their threads, the leaderboard."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import aiohttp
import discord

from bot.adapters.discord.refusals import passing, reason
from bot.adapters.discord.render import mark
from bot.adapters.discord.sending import arguments, edit_arguments
from commands.messenger import CannotPost, MessageRef
from commands.reply import Reply
from commands.request import Place

_THREAD_NAME = "Answer and discussion"
_HAS_THREAD = 160004
_LOOKED_THROUGH = 200


async def post(client: discord.Client, place: Place, reply: Reply, key: str, under: MessageRef | None) -> MessageRef:
    """Posts once for a key, in the thread of `under` where the bot may write into one, else as an answer to it."""
    async with _told(client, int(place.channel)):
        if under is not None:
            try:
                return await _send(client, place, await _thread(client, under), reply, key)
            except discord.HTTPException as refusal:
                if passing(refusal):
                    raise
        return await _send(client, place, int(place.channel), reply, key, under)


async def tell(client: discord.Client, user: int, reply: Reply, key: str) -> None:
    """Sends a direct message, once for a key as far as Discord remembers it."""
    async with _told(client, user):
        channel = await client.create_dm(discord.Object(user))
        await _send(client, Place("discord", f"dm-{user}", str(channel.id)), channel.id, reply, key)


async def edit(client: discord.Client, message: MessageRef, reply: Reply) -> None:
    """Replaces a message; its buttons go if the new reply has none."""
    channel = client.get_partial_messageable(int(message.place.channel))
    async with _told(client, channel.id):
        await channel.get_partial_message(int(message.message)).edit(**edit_arguments(reply))


async def find(
    client: discord.Client, place: Place, key: str, since: datetime, under: MessageRef | None
) -> MessageRef | None:
    """Looks for the key's mark in our own latest messages, in the thread and in the channel."""
    channels = [int(under.message)] if under else []
    for channel in (*channels, int(place.channel)):
        async with _told(client, channel):
            found = await _marked(client, channel, mark(key), since)
        if found is not None:
            return _reference(place, found)
    return None


async def _marked(client: discord.Client, channel: int, sought: int, since: datetime) -> discord.Message | None:
    history = client.get_partial_messageable(channel).history(limit=_LOOKED_THROUGH, after=since, oldest_first=False)
    try:
        async for message in history:
            if message.author == client.user and _has_mark(message, sought):
                return message
    except discord.NotFound:
        pass  # no thread was opened under that message
    return None


def _has_mark(message: discord.Message, sought: int) -> bool:
    return any(getattr(component, "id", None) == sought for component in message.components)


async def _thread(client: discord.Client, under: MessageRef) -> int:
    """Returns the thread of a message, opened on demand: it has the message's id."""
    channel, message = int(under.place.channel), int(under.message)
    try:
        await client.http.start_thread_with_message(channel, message, name=_THREAD_NAME, auto_archive_duration=1440)
    except discord.HTTPException as refusal:
        if refusal.code != _HAS_THREAD:
            raise
    return message


async def _send(
    client: discord.Client, place: Place, channel: int, reply: Reply, key: str, under: MessageRef | None = None
) -> MessageRef:
    """Sends under a nonce made of the key: Discord returns the earlier message where one was just sent with it."""
    nonce = hashlib.sha256(f"{channel} {key}".encode()).hexdigest()[:25]
    sent = arguments(reply, key=key) | ({"reference": _answered(under)} if under else {})
    message = await client.get_partial_messageable(channel).send(**sent, nonce=nonce)
    return _reference(place, message)


def _answered(under: MessageRef) -> discord.MessageReference:
    return discord.MessageReference(
        message_id=int(under.message), channel_id=int(under.place.channel), fail_if_not_exists=False
    )


def _reference(place: Place, message: discord.Message) -> MessageRef:
    return MessageRef(Place(place.platform, place.space, str(message.channel.id)), str(message.id))


@asynccontextmanager
async def _told(client: discord.Client, channel: int) -> AsyncIterator[None]:
    """Turns a refusal into the sentence that tells a captain how to mend it."""
    try:
        yield
    except discord.HTTPException as refusal:
        raise CannotPost(reason(client, channel, refusal), passing=passing(refusal)) from None
    except (aiohttp.ClientError, OSError):
        raise CannotPost("Discord can't be reached right now.", passing=True) from None
