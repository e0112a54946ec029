"""What Slack sends: commands, presses, forms, shortcuts and messages. Acknowledged first, worked on after, and once."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.answering import show
from bot.adapters.slack.attachments import File, dockerfile_of, fetch
from bot.adapters.slack.buttons import PRESSED, opened
from bot.adapters.slack.forms import SUBMITTED, FormFaults, submitted, view
from bot.adapters.slack.manifest import EXPLAIN_SHORTCUT
from bot.adapters.slack.people import People
from bot.adapters.slack.refusals import TROUBLE, code
from bot.adapters.slack.sending import Origin
from commands import core
from commands.errors import CommandError
from commands.explain.message import commands_in
from commands.registry import Call
from commands.reply import Form, Outcome, Reply, reply
from commands.request import Asker, Audience, Place
from commands.services import Services
from commands.store import events, keeping
from commands.text import say

_log = structlog.get_logger(__name__)

Body = dict[str, Any]

_MENTION = re.compile(r"<@\w+(?:\|[^>]*)?>")
_LINK = re.compile(r"<(?:https?|mailto):[^|>]*\|([^>]*)>|<(https?://[^>]*)>")

_WITH_FILES = "file_share"
"""The subtype of a message to which somebody attached files."""

_BROKEN = reply(say("Something broke on our side, not through what you did: try again."), outcome=Outcome.ERROR)
_TOO_LATE = reply(say("Slack waited too long for the form: press the button again."), outcome=Outcome.TIMED_OUT)


class Listeners:
    """Turns each thing that Slack sends into a line or a call, and shows the answer where it was asked."""

    def __init__(self, services: Services, client: AsyncWebClient) -> None:
        self._services = services
        self._client = client
        self._people = People(client, services.now)

    def listen(self, app: AsyncApp) -> None:
        """Registers everything with bolt; what the manifest asks Slack to send must be here."""
        for root in dict.fromkeys(command.root for command in self._services.registry):
            app.command(f"/{root}")(self._command)
        app.action(re.compile(PRESSED))(self._press)
        app.view(re.compile(SUBMITTED))(self._submit)
        app.shortcut(EXPLAIN_SHORTCUT)(self._explain)
        app.event("app_mention")(self._said)
        app.event("message")(self._said)
        app.event("app_uninstalled")(self._left)
        app.event("tokens_revoked")(self._left)
        app.error(self._broke)

    async def _command(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        await ack()
        if await self._first_time(body["trigger_id"]):
            await self._answer(f"{body['command']} {body.get('text', '')}", await self._origin(context))

    async def _press(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        await ack()
        if not await self._first_time(body["trigger_id"]):
            return
        line = body["actions"][0]["value"]
        origin = await self._origin(context, body.get("container", {}).get("thread_ts"))
        command = opened(line)
        if command is None:
            await self._answer(line, origin)
        else:
            await self._open_form(command, origin, body["trigger_id"])

    async def _open_form(self, command: str, origin: Origin, trigger: str) -> None:
        """Asks the command afresh for its form and opens it; where it has none to give, shows what it says."""
        version, *_ = [version async for version in core.answer(command, origin.asker, self._services)]
        form = next((part for part in version.parts if isinstance(part, Form) and part.command == command), None)
        if form is None:
            await self._show(version, origin)
            return
        try:
            await self._client.views_open(trigger_id=trigger, view=view(form, origin.channel))
        except TROUBLE as trouble:
            _log.warning("form not opened", command=command, code=code(trouble))
            await self._show(_TOO_LATE, origin)

    async def _submit(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        shown = body["view"]
        try:
            call, files = submitted(shown, self._services.registry)
        except FormFaults as faults:
            await ack(response_action="errors", errors=faults.sentences)
            return
        await ack()
        if await self._first_time(f"{shown['id']} {shown.get('hash', '')}"):
            await self._answer_with(files, call, await self._origin(context, channel=shown["private_metadata"]))

    async def _explain(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        await ack()
        if not await self._first_time(body["trigger_id"]):
            return
        message = body["message"]
        origin = await self._origin(context, message.get("thread_ts"))
        file = dockerfile_of(message)
        if file is not None:
            await self._explain_file(file, origin)
        else:
            await self._answer(f"/ship explain {commands_in(_as_typed(message.get('text') or ''))}", origin)

    async def _said(self, body: Body, event: Body, context: AsyncBoltContext) -> None:
        """Takes a mention, or a line in a direct message, as if it had been typed behind /ship, and a Dockerfile in it."""
        for_us = event["type"] == "app_mention" or event.get("channel_type") == "im"
        if not for_us or event.get("bot_id") or event.get("subtype") not in {None, "", _WITH_FILES}:
            return
        if not await self._first_time(body["event_id"]):
            return
        origin = await self._origin(context, event.get("thread_ts"))
        file = dockerfile_of(event)
        if file is not None:
            await self._explain_file(file, origin)
        else:
            line = _as_typed(_MENTION.sub("", event.get("text") or "")).strip()
            await self._answer(line or "help", origin)

    async def _left(self, event: Body, context: AsyncBoltContext) -> None:
        """Notes that the workspace has taken the app out; a person's own token that goes changes nothing."""
        if event["type"] == "tokens_revoked" and not event.get("tokens", {}).get("bot"):
            return
        team, now = context.team_id or "", self._services.now()
        await self._services.store.write(
            lambda transaction: keeping.leave(transaction, "slack", team, now, inside=f"{team}-dm-")
        )
        _log.info("taken out of a workspace", space=team)

    async def _broke(self, error: Exception, context: AsyncBoltContext) -> None:
        """Logs what no listener should let out, so that the process goes on serving, and apologises where it can."""
        _log.error("not handled", space=context.team_id, channel=context.channel_id, exc_info=error)
        place = Place("slack", context.team_id or "", context.channel_id or "")
        await self._show(_BROKEN, Origin(Asker(place, context.user_id or "", ""), context.response_url or None))

    async def _answer(self, asked: str | Call, origin: Origin) -> None:
        versions = core.answer(asked, origin.asker, self._services)
        await show(versions, self._audience(asked), origin, self._client)

    async def _explain_file(self, file: File, origin: Origin) -> None:
        await self._answer_with({"file": file}, self._services.registry.call("dockerfile", {}), origin)

    async def _answer_with(self, files: Mapping[str, File], call: Call, origin: Origin) -> None:
        """Fetches the files that a call takes, and answers it; where one can't be had, says why."""
        try:
            call = call.handing_over({name: await fetch(self._client, file) for name, file in files.items()})
        except CommandError as trouble:
            await self._show(reply(trouble.sentence, outcome=trouble.outcome), origin)
        else:
            await self._answer(call, origin)

    async def _show(self, version: Reply, origin: Origin) -> None:
        async def only() -> AsyncIterator[Reply]:
            yield version

        await show(only(), Audience.ONLY_YOU, origin, self._client)

    def _audience(self, asked: str | Call) -> Audience:
        try:
            call = self._services.registry.read(asked) if isinstance(asked, str) else asked
        except CommandError:
            return Audience.ONLY_YOU
        return call.command.audience

    async def _origin(self, context: AsyncBoltContext, thread: str | None = None, channel: str = "") -> Origin:
        place = channel or context.channel_id or ""
        asker = await self._people.asker(context.team_id or "", place, context.user_id or "")
        return Origin(asker, context.response_url or None, thread or None)

    async def _first_time(self, event: str) -> bool:
        async with self._services.store.begin() as transaction:
            return await events.first_time(transaction, "slack", event, self._services.now())


def _as_typed(text: str) -> str:
    """Undoes what Slack does to a text that somebody typed: links, and the three escaped signs."""
    text = _LINK.sub(lambda found: found[1] or found[2], text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
