"""The Slack adapter on a small Slack, given signed requests as Slack would send them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import slack_shapes
from pydantic import SecretStr
from room import Room
from slack_bolt.response import BoltResponse
from slack_server import SECRET, TOKEN, Body, Slack, form, signed

from bot.adapters.slack import SlackAdapter
from bot.adapters.slack.receiving import bolt_request
from bot.settings import Settings
from commands.registry import Registry

_events = count(1)


def settings_for(slack: Slack) -> Settings:
    """Returns the settings of a bot that takes requests over HTTP."""
    return Settings(
        slack_bot_token=SecretStr(TOKEN), slack_signing_secret=SecretStr(SECRET), slack_api_url=f"{slack.base}/api"
    )


@dataclass
class Bot:
    """A bot of one workspace; each method waits until all work behind a request is done."""

    adapter: SlackAdapter
    slack: Slack
    room: Room

    @classmethod
    def of(cls, room: Room, slack: Slack) -> Bot:
        """Starts the bot; Slack stamps its messages with the time of the room."""
        slack.now = lambda: room.clock().timestamp()
        return cls(SlackAdapter(room.services, settings_for(slack)), slack, room)

    def restarted(self) -> Bot:
        """Returns the bot as it is after a restart: only the store is the same."""
        return Bot.of(self.room, self.slack)

    def knowing(self, *commands: object) -> Bot:
        """Returns a bot that knows other commands."""
        services = replace(self.room.services, registry=Registry(commands))  # type: ignore[arg-type]
        return Bot.of(replace(self.room, services=services), self.slack)

    async def takes(self, payload: Body, *, secret: str = SECRET, age: float = 0, retry: int = 0) -> BoltResponse:
        """Delivers a request; returns the acknowledgement."""
        body = json.dumps(payload) if payload.get("type") == "event_callback" else form(payload)
        headers = signed(body, secret=secret, age=age)
        if retry:
            headers |= {"x-slack-retry-num": str(retry), "x-slack-retry-reason": "http_timeout"}
        before = asyncio.all_tasks()
        acknowledged = await self.adapter.app.async_dispatch(bolt_request(body, headers))
        await asyncio.gather(*(asyncio.all_tasks() - before), return_exceptions=True)
        return acknowledged

    async def typed(self, line: str, *, user: str = "U1", channel: str = "C1") -> None:
        """Types a slash command."""
        assert (await self.takes(self.slack.slash(line, user=user, channel=channel))).status == 200

    async def pressed(self, line: str, *, user: str = "U1", channel: str = "C1", thread: str = "") -> None:
        """Presses a button."""
        payload = self.slack.press(line, user=user, channel=channel, thread=thread)
        assert (await self.takes(payload)).status == 200

    async def mentioned(self, text: str, *, channel: str = "C1", thread: str = "") -> None:
        """Mentions the bot in a channel."""
        said = slack_shapes.mention(text, f"Ev{next(_events)}", channel=channel, thread=thread)
        assert (await self.takes(said)).status == 200

    async def told(self, text: str, **more: Any) -> None:
        """Writes to the bot directly."""
        assert (await self.takes(slack_shapes.direct(text, f"Ev{next(_events)}", **more))).status == 200
