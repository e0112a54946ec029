"""One answer on Slack: private ones for the asker alone, public ones as a message that is edited as versions come.

A private answer is shown once, when it is complete: the response URL of a slash command can add messages but not
replace them (slackapi/bolt-js#2287), and takes five.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.refusals import ABSENT, TROUBLE, code
from bot.adapters.slack.render import Message, render
from bot.adapters.slack.sending import NotTaken, Origin, Sender, Way
from bot.throttle import throttled
from commands.reply import Reply, reply
from commands.request import Audience
from commands.text import say

_log = structlog.get_logger(__name__)

_PAUSE = 1.2
"""Seconds between two versions: Slack takes about one message a second and channel."""

_UNDER_WAY = reply(say("Working on it: the result comes here. Invite the bot to this channel to watch it."))
_NO_FILE = reply(say("The file that belongs to this answer could not be sent: the app may lack the permission."))


async def show(versions: AsyncIterator[Reply], audience: Audience, origin: Origin, client: AsyncWebClient) -> None:
    """Shows every version of an answer where the platform allows, and always the last."""
    shown = _Answer(client, origin, private=audience is Audience.ONLY_YOU)
    last: Reply | None = None
    async for version in throttled(versions, _PAUSE):
        last = version
        await shown.progress(version)
    if last is not None:
        await shown.finish(last)


class _Answer:
    """Tries the ways to the people an answer is for, the best first."""

    def __init__(self, client: AsyncWebClient, origin: Origin, *, private: bool) -> None:
        self._sender = Sender(client, origin)
        self._origin = origin
        self._private = private
        self._absent = self._excused = False
        self._showing: Reply | None = None

    async def progress(self, version: Reply) -> None:
        """Shows a version on the way, if it is for everybody; one that is lost keeps no later one back."""
        if self._private:
            return
        if self._absent:
            await self._excuse()
        elif await self._sent(render(version), [self._sender.edit if self._sender.posted else self._sender.post]):
            self._showing = version

    async def finish(self, version: Reply) -> None:
        """Makes sure that the last version is what stands there, and hands over its files."""
        message = render(version)
        if self._showing is not version and not await self._sent(message, self._ways()):
            _log.error("answer not delivered", space=self._origin.asker.place.space, channel=self._origin.channel)
        elif not await self._handed_over(message):
            await self._sent(render(_NO_FILE), self._private_ways())

    def _ways(self) -> Iterator[Way]:
        if self._private:
            yield from self._private_ways()
            return
        if self._sender.posted:
            yield self._sender.edit
        if not self._absent:
            yield self._sender.post
        if self._origin.response_url:
            yield self._sender.respond
        yield self._sender.write_directly

    def _private_ways(self) -> Iterator[Way]:
        if self._origin.response_url:
            yield self._sender.respond_privately
        yield self._sender.post if self._origin.is_direct else self._sender.whisper
        yield self._sender.write_directly

    async def _sent(self, message: Message, ways: Iterable[Way]) -> bool:
        for way in ways:
            try:
                await way(message)
            except (*TROUBLE, NotTaken) as trouble:
                self._absent = self._absent or code(trouble) in ABSENT
                _log.info("not delivered this way", code=code(trouble), channel=self._origin.channel)
            else:
                return True
        return False

    async def _excuse(self) -> None:
        """Tells the asker once that the work goes on, where nothing of it can be shown."""
        if not self._excused and self._origin.response_url:
            self._excused = True
            await self._sent(render(_UNDER_WAY), [self._sender.respond_privately])

    async def _handed_over(self, message: Message) -> bool:
        try:
            return not message.files or await self._sender.hand_over(message)
        except TROUBLE:
            return False
