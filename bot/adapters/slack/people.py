"""Who is asking on Slack."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.refusals import TROUBLE, code
from commands.request import Asker, Place

_log = structlog.get_logger(__name__)

_REMEMBERED_FOR = timedelta(minutes=5)
_MOST = 10_000


class People:
    """Looks people up for their name and whether they administer the workspace, and remembers it for a while."""

    def __init__(self, client: AsyncWebClient, now: Callable[[], datetime]) -> None:
        self._client = client
        self._now = now
        self._known: dict[tuple[str, str], tuple[datetime, str, bool]] = {}

    async def asker(self, team: str, channel: str, user: str) -> Asker:
        """Returns the asker; in a direct message everybody is captain of their own group."""
        name, administers = await self._look_up(team, user)
        direct = channel.startswith("D")
        space = f"{team}-dm-{user}" if direct else team
        return Asker(Place("slack", space, channel), user, name, is_captain=administers or direct)

    async def _look_up(self, team: str, user: str) -> tuple[str, bool]:
        at, name, administers = self._known.get((team, user), (None, "", False))
        if at is not None and self._now() - at < _REMEMBERED_FOR:
            return name, administers
        try:
            found: dict[str, Any] = (await self._client.users_info(user=user))["user"]
        except TROUBLE as trouble:
            _log.warning("person not looked up", user=user, code=code(trouble))
            return name, False
        profile = found.get("profile", {})
        name = profile.get("display_name") or found.get("real_name") or found.get("name", "")
        administers = bool(found.get("is_admin") or found.get("is_owner"))
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[team, user] = (self._now(), name, administers)
        return name, administers
