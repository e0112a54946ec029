"""The Slack adapter: connects over Socket Mode or HTTP, and posts for the scheduler."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import datetime

import structlog
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack import posting
from bot.adapters.slack.listening import Listeners
from bot.adapters.slack.receiving import over_http
from bot.adapters.slack.refusals import TROUBLE, UNKNOWN_TOKEN, code
from bot.settings import Settings, SettingsError
from commands.messenger import MessageRef
from commands.reply import Reply
from commands.request import Place
from commands.services import Services

_log = structlog.get_logger(__name__)


class SlackAdapter:
    """Listens over Socket Mode where there is an app token, over HTTP where there is a signing secret."""

    def __init__(self, services: Services, settings: Settings) -> None:
        assert settings.slack_bot_token is not None
        if settings.slack_app_token is None and settings.slack_signing_secret is None:
            raise SettingsError("Slack needs SHIPMATE_SLACK_APP_TOKEN (Socket Mode) or SHIPMATE_SLACK_SIGNING_SECRET.")
        self._app_token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else None
        secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else None
        self._over_http = secret is not None
        self.client = _client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
        self.app = AsyncApp(client=self.client, signing_secret=secret, raise_error_for_unhandled_request=False)
        Listeners(services, self.client).listen(self.app)

    def routes(self) -> list[web.RouteDef]:
        """The endpoint for commands, events and presses; only where requests can be checked by their signature."""
        return [web.post("/slack/events", self._received)] if self._over_http else []

    async def _received(self, request: web.Request) -> web.Response:
        return await over_http(request, self.app)

    async def run(self) -> None:
        """Stays connected until cancelled; raises SettingsError where Slack does not know a token."""
        await _accepted(self.client.auth_test(), "SHIPMATE_SLACK_BOT_TOKEN")
        if self._app_token is None:
            await asyncio.Event().wait()
        else:
            await self._stay_connected(self._app_token)

    async def _stay_connected(self, app_token: str) -> None:
        opened = await _accepted(self.client.apps_connections_open(app_token=app_token), "SHIPMATE_SLACK_APP_TOKEN")
        handler = AsyncSocketModeHandler(self.app, app_token)
        handler.client.wss_uri = str(opened["url"]) if opened else None
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
            _log.info("connected to Slack")
            await asyncio.Event().wait()
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]

    async def post(self, place: Place, reply: Reply, *, key: str, under: MessageRef | None = None) -> MessageRef:
        """Posts a message with its key as metadata; raises CannotPost."""
        return await posting.post(self.client, place, reply, key, under)

    async def tell(self, place: Place, user: str, reply: Reply, *, key: str) -> None:
        """Sends somebody a direct message; raises CannotPost."""
        await posting.tell(self.client, user, reply)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Replaces a message; raises CannotPost."""
        await posting.edit(self.client, message, reply)

    async def find(self, place: Place, key: str, since: datetime, under: MessageRef | None = None) -> MessageRef | None:
        """Finds the message that was posted with a key; raises CannotPost."""
        return await posting.find(self.client, place, key, since, under)


def _client(token: str, api_url: str) -> AsyncWebClient:
    """Returns a client that waits where Slack says so, but never sends again what may have arrived."""
    waiting = AsyncRateLimitErrorRetryHandler(max_retry_count=3)
    return AsyncWebClient(token, base_url=f"{api_url.rstrip('/')}/", retry_handlers=[waiting])


async def _accepted(call: Awaitable[AsyncSlackResponse], setting: str) -> AsyncSlackResponse | None:
    """Returns what Slack answers to a token; None where it can't be reached, which may pass."""
    try:
        return await call
    except TROUBLE as trouble:
        if code(trouble) in UNKNOWN_TOKEN:
            raise SettingsError(
                f"{setting}: Slack does not know this token; copy it again from your app's page."
            ) from None
        _log.warning("Slack can't be asked about a token yet", setting=setting, code=code(trouble))
        return None
