"""The Slack adapter: acknowledges first, works after, handles every event once."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import posting
from bot.adapters.slack.answering import answer
from bot.adapters.slack.forms import submitted, view
from bot.adapters.slack.manifest import EXPLAIN_SHORTCUT
from bot.adapters.slack.people import People
from bot.settings import Settings, SettingsError
from commands import core
from commands.errors import CommandError
from commands.explain.message import code_of
from commands.messenger import MessageRef
from commands.plain import plain_text
from commands.registry import Call
from commands.reply import Form, Reply
from commands.request import Asker, Place
from commands.services import Services
from commands.store import events

_log = structlog.get_logger(__name__)

Body = dict[str, Any]

_MENTION = re.compile(r"<@\w+>")
_LINK = re.compile(r"<(?:https?|mailto):[^|>]*\|([^>]*)>|<(https?://[^>]*)>")


class SlackAdapter:
    """Listens over Socket Mode where there is an app token, else over HTTP; and posts for the scheduler."""

    def __init__(self, services: Services, settings: Settings) -> None:
        assert settings.slack_bot_token is not None
        if settings.slack_app_token is None and settings.slack_signing_secret is None:
            raise SettingsError("Slack needs SHIPMATE_SLACK_APP_TOKEN (Socket Mode) or SHIPMATE_SLACK_SIGNING_SECRET.")
        self._services = services
        self._app_token = settings.slack_app_token
        self._signing_secret = settings.slack_signing_secret
        self.client = AsyncWebClient(
            settings.slack_bot_token.get_secret_value(), base_url=f"{settings.slack_api_url.rstrip('/')}/"
        )
        self.client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=3))
        secret = self._signing_secret.get_secret_value() if self._signing_secret else None
        self.app = AsyncApp(client=self.client, signing_secret=secret, raise_error_for_unhandled_request=False)
        self._people = People(services.now)
        self._listen()

    def routes(self) -> list[web.RouteDef]:
        """The endpoint for commands, events and presses; only where requests can be checked by their signature."""
        return [web.post("/slack/events", self._over_http)] if self._signing_secret else []

    async def _over_http(self, request: web.Request) -> web.Response:
        return await to_aiohttp_response(await self.app.async_dispatch(await to_bolt_request(request)))

    async def run(self) -> None:
        """Stays connected until cancelled."""
        if self._app_token is None:
            await asyncio.Event().wait()
            return
        handler = AsyncSocketModeHandler(self.app, self._app_token.get_secret_value())
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
            await asyncio.Event().wait()
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]

    def _listen(self) -> None:
        for root in dict.fromkeys(command.root for command in self._services.registry):
            self.app.command(f"/{root}")(self._command)
        self.app.action(re.compile("^press-"))(self._press)
        self.app.view(re.compile("^submit "))(self._submit)
        self.app.shortcut(EXPLAIN_SHORTCUT)(self._explain)
        self.app.event("app_mention")(self._said)
        self.app.event("message")(self._said)

    async def _command(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        await ack()
        if await self._first_time(body["trigger_id"]):
            asker = await self._asker(context)
            await self._answer(f"{body['command']} {body.get('text', '')}", asker, context)

    async def _press(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        await ack()
        if not await self._first_time(body["trigger_id"]):
            return
        line, asker = body["actions"][0]["value"], await self._asker(context)
        if line.startswith("form "):
            await self._open_form(line.removeprefix("form "), asker, body["trigger_id"], context)
        else:
            await self._answer(line, asker, context)

    async def _open_form(self, command: str, asker: Asker, trigger: str, context: AsyncBoltContext) -> None:
        """Asks the command afresh for its form and opens it; whatever else it says is said instead."""
        async for version in core.answer(command, asker, self._services):
            form = next((part for part in version.parts if isinstance(part, Form)), None)
            if form is None:
                await self._answer(command, asker, context)
            else:
                await self.client.views_open(trigger_id=trigger, view=view(form, asker.place.channel))
            return

    async def _submit(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        shown = body["view"]
        try:
            call = self._services.registry.call(
                shown["callback_id"].removeprefix("submit "), submitted(shown.get("state", {}))
            )
        except CommandError as trouble:
            first = next(iter(shown["state"]["values"]))
            await ack(response_action="errors", errors={first: _sentence(trouble)})
            return
        await ack()
        if await self._first_time(f"{shown['id']} {shown.get('hash', '')}"):
            channel = shown.get("private_metadata") or context.user_id or ""
            asker = await self._people.asker(self.client, context.team_id or "", channel, context.user_id or "")
            await self._tell_privately(call, asker)

    async def _tell_privately(self, call: Call, asker: Asker) -> None:
        """A submission brings no response URL: the receipt is an ephemeral message in the form's channel."""
        versions = [version async for version in core.answer(call, asker, self._services)]
        await self.client.chat_postEphemeral(
            channel=asker.place.channel, user=asker.user, **posting.arguments(versions[-1])
        )

    async def _explain(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        await ack()
        text = code_of(_as_typed(body["message"].get("text", "")))
        await self._answer(f"/ship explain {text}", await self._asker(context), context)

    async def _said(self, body: Body, event: Body, context: AsyncBoltContext) -> None:
        """Takes a mention, or a line in a direct message, as if it had been typed behind /ship."""
        if event.get("bot_id") or event.get("subtype") or not await self._first_time(body["event_id"]):
            return
        line = _as_typed(_MENTION.sub("", event.get("text", ""))).strip()
        await self._answer(line or "help", await self._asker(context), context)

    async def _answer(self, line: str, asker: Asker, context: AsyncBoltContext) -> None:
        try:
            await answer(line, asker, context, self._services)
        except Exception:  # noqa: BLE001 - one answer's fault must not stop the others
            _log.exception("answer not delivered", team=context.team_id, channel=context.channel_id)

    async def _asker(self, context: AsyncBoltContext) -> Asker:
        return await self._people.asker(
            self.client, context.team_id or "", context.channel_id or "", context.user_id or ""
        )

    async def _first_time(self, event: str) -> bool:
        async with self._services.store.begin() as transaction:
            return await events.first_time(transaction, "slack", event, self._services.now())

    async def post(self, place: Place, reply: Reply, *, key: str, under: MessageRef | None = None) -> MessageRef:
        """Posts a message with its key as metadata; raises CannotPost."""
        return await posting.post(self.client, place, reply, key, under)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Replaces a message; raises CannotPost."""
        await posting.edit(self.client, message, reply)

    async def find(self, place: Place, key: str, since: datetime, under: MessageRef | None = None) -> MessageRef | None:
        """Finds the message that was posted with a key; raises CannotPost."""
        return await posting.find(self.client, place, key, since, under)


def _as_typed(text: str) -> str:
    """Undoes what Slack does to a text that somebody typed: links, and the three escaped signs."""
    text = _LINK.sub(lambda found: found[1] or found[2], text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _sentence(trouble: CommandError) -> str:
    return plain_text(trouble.sentence)
