"""One answer on Slack: private ones through the response URL, public ones as a message that is edited."""

from __future__ import annotations

from typing import Any

import structlog
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError

from bot.adapters.slack.posting import arguments
from bot.throttle import throttled
from commands import core
from commands.errors import CommandError
from commands.registry import Call
from commands.reply import Reply
from commands.request import Asker, Audience
from commands.services import Services

_log = structlog.get_logger(__name__)

_PAUSE = 1.2
"""Seconds between two versions: Slack takes about one message a second and channel."""

_ABSENT = frozenset({"not_in_channel", "channel_not_found", "is_archived"})


async def answer(asked: str | Call, asker: Asker, context: AsyncBoltContext, services: Services) -> None:
    """Shows every version of the answer where the platform allows, and always the last."""
    shown = _Answer(context, asker.place.channel, _audience(asked, services))
    last: Reply | None = None
    async for version in throttled(core.answer(asked, asker, services), _PAUSE):
        last = version
        await shown.progress(version)
    if last is not None:
        await shown.finish(last)


def _audience(asked: str | Call, services: Services) -> Audience:
    if isinstance(asked, Call):
        return asked.command.audience
    try:
        return services.registry.read(asked).command.audience
    except CommandError:
        return Audience.ONLY_YOU


class _Answer:
    """Where the bot is not in the channel, a public answer goes through the response URL too, which takes five uses."""

    def __init__(self, context: AsyncBoltContext, channel: str, audience: Audience) -> None:
        self._context = context
        self._channel = channel
        self._private = audience is Audience.ONLY_YOU
        self._absent = False
        self._ts: str | None = None
        self._showing: Reply | None = None

    async def progress(self, version: Reply) -> None:
        """Shows a version on the way; a private answer waits for its last."""
        if self._private or self._absent:
            return
        try:
            await self._post(version)
        except SlackApiError as refusal:
            if refusal.response.get("error") not in _ABSENT:
                raise
            self._absent = True

    async def finish(self, version: Reply) -> None:
        """Makes sure that the last version is what stands there."""
        if self._showing is version:
            return
        respond = self._context.respond
        if self._context.response_url is None or respond is None:
            await self._post(version)
            return
        kind = "ephemeral" if self._private else "in_channel"
        await respond(**_through_url(version), response_type=kind, replace_original=False)

    async def _post(self, version: Reply) -> None:
        client = self._context.client
        if self._ts is None:
            posted = await client.chat_postMessage(
                channel=self._channel, unfurl_links=False, unfurl_media=False, **arguments(version)
            )
            self._ts = str(posted["ts"])
        else:
            await client.chat_update(channel=self._channel, ts=self._ts, **arguments(version))
        self._showing = version


def _through_url(version: Reply) -> dict[str, Any]:
    sent = arguments(version)
    return {"blocks": sent["blocks"], "text": sent["text"]}
