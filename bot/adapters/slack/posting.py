"""Posting unasked: daily questions, reveals in their threads, the leaderboard."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.render import render
from commands.messenger import CannotPost, MessageRef
from commands.reply import Reply
from commands.request import Place

_EVENT = "shipmate_message"
_LOOKED_THROUGH = 100

_REASONS = {
    "not_in_channel": "The bot is not in the channel: type /invite @Shipmate there.",
    "channel_not_found": "The bot can't see the channel: type /invite @Shipmate there.",
    "is_archived": "The channel is archived: run /ship setup in another one.",
    "message_not_found": "The message is gone.",
    "invalid_auth": "Slack no longer accepts the bot's token: install the app again.",
    "token_revoked": "The app was removed from the workspace: install it again.",
    "missing_scope": "The app lacks a permission: paste the manifest again and reinstall the app.",
}


def arguments(reply: Reply) -> dict[str, Any]:
    """Returns what a message is made of, for chat.postMessage and chat.update."""
    message = render(reply)
    return {"blocks": message.blocks, "text": message.text, "parse": "none", "link_names": False}


async def post(client: AsyncWebClient, place: Place, reply: Reply, key: str, under: MessageRef | None) -> MessageRef:
    """Posts a message that carries its key as metadata."""
    try:
        posted = await client.chat_postMessage(
            channel=place.channel,
            thread_ts=under.message if under else None,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": _EVENT, "event_payload": {"key": key}},
            **arguments(reply),
        )
    except SlackApiError as refusal:
        raise cannot(refusal) from None
    return MessageRef(place, str(posted["ts"]))


async def edit(client: AsyncWebClient, message: MessageRef, reply: Reply) -> None:
    try:
        await client.chat_update(channel=message.place.channel, ts=message.message, **arguments(reply))
    except SlackApiError as refusal:
        raise cannot(refusal) from None


async def find(
    client: AsyncWebClient, place: Place, key: str, since: datetime, under: MessageRef | None
) -> MessageRef | None:
    """Looks for the key in the metadata of messages since then, in the channel or in the thread."""
    asked: dict[str, Any] = {
        "channel": place.channel,
        "oldest": f"{since.timestamp():.6f}",
        "include_all_metadata": True,
        "limit": _LOOKED_THROUGH,
    }
    try:
        if under is None:
            found = await client.conversations_history(**asked)
        else:
            found = await client.conversations_replies(ts=under.message, **asked)
    except SlackApiError as refusal:
        raise cannot(refusal) from None
    for message in found["messages"]:
        metadata = message.get("metadata") or {}
        if metadata.get("event_type") == _EVENT and metadata.get("event_payload", {}).get("key") == key:
            return MessageRef(place, str(message["ts"]))
    return None


def cannot(refusal: SlackApiError) -> CannotPost:
    """Returns the refusal in words for a captain."""
    code = str(refusal.response.get("error", "unknown"))
    return CannotPost(_REASONS.get(code, f"Slack refuses the message ({code})."))
