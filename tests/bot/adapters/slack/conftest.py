"""A Slack workspace with the bot in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from room import Room
from slack_bot import Bot
from slack_server import Slack, served


@pytest.fixture
def slack() -> Iterator[Slack]:
    with served() as running:
        yield running.slack


@pytest.fixture
async def bot(room: Room, slack: Slack) -> Bot:
    return Bot.of(room, slack)
