"""The ways in which a message reaches those who asked for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.adapters.slack.posting import content, unfolded
from bot.adapters.slack.render import Message
from bot.adapters.slack.uploading import upload
from commands.request import Asker

Way = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something was asked; what was asked in a thread is answered there."""

    asker: Asker
    response_url: str | None = None
    thread: str | None = None

    @property
    def channel(self) -> str:
        return self.asker.place.channel

    @property
    def is_direct(self) -> bool:
        """Whether this was said to the bot itself, where nobody else reads along."""
        return self.channel.startswith("D") and self.response_url is None


class NotTaken(Exception):
    """A response URL did not take a message: they end after 30 minutes, and after five uses."""


class Sender:
    """Sends messages to one origin; `posted` is the message that stands in its channel, once there is one."""

    def __init__(self, client: AsyncWebClient, origin: Origin) -> None:
        self._client = client
        self._origin = origin
        self.posted: str | None = None

    async def post(self, message: Message) -> None:
        """Posts in the channel, for everybody there."""
        answered = await self._client.chat_postMessage(
            channel=self._origin.channel, thread_ts=self._origin.thread, **unfolded(message)
        )
        self.posted = str(answered["ts"])

    async def edit(self, message: Message) -> None:
        """Replaces what was posted."""
        await self._client.chat_update(channel=self._origin.channel, ts=self.posted or "", **content(message))

    async def whisper(self, message: Message) -> None:
        """Shows the message to the asker alone, in the channel."""
        await self._client.chat_postEphemeral(
            channel=self._origin.channel,
            user=self._origin.asker.user,
            thread_ts=self._origin.thread,
            **content(message),
        )

    async def write_directly(self, message: Message) -> None:
        """Sends the asker a direct message."""
        await self._client.chat_postMessage(channel=await self._direct_channel(), **unfolded(message))

    async def respond(self, message: Message) -> None:
        """Shows the message to everybody through the response URL, which works in channels without the bot."""
        await self._through_url(message, "in_channel")

    async def respond_privately(self, message: Message) -> None:
        """Shows the message to the asker alone, through the response URL."""
        await self._through_url(message, "ephemeral")

    async def hand_over(self, message: Message) -> bool:
        """Uploads the files under what was posted, or as direct messages; says whether they arrived."""
        if self.posted is not None:
            thread = self._origin.thread or self.posted
            return await upload(self._client, message.files, self._origin.channel, thread)
        return await upload(self._client, message.files, await self._direct_channel(), None)

    async def _through_url(self, message: Message, kind: str) -> None:
        body = {
            "text": message.text,
            "blocks": message.blocks,
            "response_type": kind,
            "replace_original": False,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        thread = {"thread_ts": self._origin.thread} if self._origin.thread else {}
        answered = await AsyncWebhookClient(self._origin.response_url or "").send_dict({**body, **thread})
        if answered.status_code != 200:
            raise NotTaken(answered.body)

    async def _direct_channel(self) -> str:
        opened = await self._client.conversations_open(users=self._origin.asker.user)
        return str(opened["channel"]["id"])
