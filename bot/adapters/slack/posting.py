"""Posting unasked: daily questions, reveals in their threads, the leaderboard."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.refusals import TROUBLE, passing, reason
from bot.adapters.slack.render import Message, render
from bot.adapters.slack.uploading import upload
from commands.messenger import CannotPost, MessageRef
from commands.reply import Reply
from commands.request import Place

_EVENT = "shipmate_message"
_PAGE = 100
_PAGES = 10

_CLOCKS = timedelta(minutes=5)
"""How far our clock may be ahead of Slack's, which stamps the messages: Slack's signatures allow no more."""


def content(message: Message) -> dict[str, Any]:
    """Returns what chat.update takes of a message: nothing in it is parsed or made a link."""
    return {"blocks": message.blocks, "text": message.text, "parse": "none", "link_names": False}


def unfolded(message: Message) -> dict[str, Any]:
    """Returns what chat.postMessage and chat.postEphemeral take: links get no previews either."""
    return {**content(message), "unfurl_links": False, "unfurl_media": False}


async def post(client: AsyncWebClient, place: Place, reply: Reply, key: str, under: MessageRef | None) -> MessageRef:
    """Posts a message that carries its key as metadata; its files go into the thread."""
    message = render(reply)
    thread = under.message if under else None
    metadata = {"event_type": _EVENT, "event_payload": {"key": key}}
    with _told():
        posted = await client.chat_postMessage(
            channel=place.channel, thread_ts=thread, metadata=metadata, **unfolded(message)
        )
    await upload(client, message.files, place.channel, thread or str(posted["ts"]))
    return MessageRef(place, str(posted["ts"]))


async def tell(client: AsyncWebClient, user: str, reply: Reply) -> None:
    """Sends a direct message, which Slack opens a channel for."""
    with _told():
        opened = await client.conversations_open(users=user)
        await client.chat_postMessage(channel=opened["channel"]["id"], **unfolded(render(reply)))


async def edit(client: AsyncWebClient, message: MessageRef, reply: Reply) -> None:
    """Replaces a message; its buttons go if the new reply has none."""
    with _told():
        await client.chat_update(channel=message.place.channel, ts=message.message, **content(render(reply)))


async def find(
    client: AsyncWebClient, place: Place, key: str, since: datetime, under: MessageRef | None
) -> MessageRef | None:
    """Looks for the key in the metadata of messages since then, in the channel or in the thread."""
    sought = {"event_type": _EVENT, "event_payload": {"key": key}}
    with _told():
        async for message in _messages(client, place, since - _CLOCKS, under):
            if message.get("metadata") == sought:
                return MessageRef(place, str(message["ts"]))
    return None


async def _messages(
    client: AsyncWebClient, place: Place, since: datetime, under: MessageRef | None
) -> AsyncIterator[dict[str, Any]]:
    asked: dict[str, Any] = {"channel": place.channel, "oldest": f"{since.timestamp():.6f}", "limit": _PAGE}
    for _ in range(_PAGES):
        if under is None:
            page = await client.conversations_history(**asked, include_all_metadata=True)
        else:
            page = await client.conversations_replies(**asked, ts=under.message, include_all_metadata=True)
        for message in page["messages"]:
            yield message
        asked["cursor"] = (page.get("response_metadata") or {}).get("next_cursor")
        if not asked["cursor"]:
            return


@contextmanager
def _told() -> Iterator[None]:
    """Turns what goes wrong into the sentence that tells a captain how to mend it."""
    try:
        yield
    except TROUBLE as trouble:
        raise CannotPost(reason(trouble), passing=passing(trouble)) from None
