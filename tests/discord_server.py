"""A small Discord on loopback: gateway and HTTP API of one server with one channel, keeping what a channel would show.

It refuses what Discord refuses, with Discord's codes: a payload that its own description doesn't allow, a second
acknowledgement, a token that nobody has or whose 15 minutes are over. discord.py reads JSON only where the content
type is exactly application/json.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import jsonschema
from aiohttp import WSMsgType, web
from discord_shapes import (
    APPLICATION,
    BOT,
    CHANNEL,
    COMMAND,
    GUILD,
    Body,
    age_of,
    application,
    guild,
    interaction,
    message,
    ready,
    snowflake,
    thread,
    user,
)
from loopback import Loopback, on_loopback, wait_for
from payloads import check_discord, check_discord_message

TOKEN = "MTIzNDU2.test.token"
PRIVATE = 1 << 6

_TOKEN_LIFE = timedelta(minutes=15)
_SHOW, _DEFER, _SUGGESTIONS, _FORM = 4, 5, 8, 9


class Refusal(Exception):
    """What Discord answers instead."""

    def __init__(self, status: int, code: int, text: str) -> None:
        super().__init__(text)
        self.status, self.code, self.text = status, code, text


@dataclass
class Answered:
    """What became of one interaction."""

    identity: str
    channel: str = CHANNEL
    acknowledged: int | None = None
    private: bool = False
    versions: list[Body] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    form: Body | None = None
    suggestions: list[Body] = field(default_factory=list)

    def show(self, sent: Body) -> None:
        self.versions.append(sent)
        self.times.append(time.monotonic())


@dataclass
class Discord:
    """The state of one server. `after_posting` happens once a message stands and before the bot hears of it."""

    answers: dict[str, Answered] = field(default_factory=dict)
    channels: dict[str, dict[str, Body]] = field(default_factory=lambda: {CHANNEL: {}})
    menus: list[list[Body]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    identified: int = 0
    resumed: int = 0
    base: str = ""
    after_posting: Callable[[], None] | None = None
    _nonces: dict[str, Body] = field(default_factory=dict)
    _sockets: list[web.WebSocketResponse] = field(default_factory=list)
    _sequence: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def gateway(self) -> str:
        return f"{self.base.replace('http', 'ws', 1)}/gateway"

    @property
    def messages(self) -> list[Body]:
        """Every message that stands somewhere, in the order of posting."""
        return sorted(
            (each for channel in self.channels.values() for each in channel.values()), key=lambda each: int(each["id"])
        )

    def application(self) -> web.Application:
        """Returns the server to run."""
        served = web.Application(middlewares=[self._as_discord])
        served.add_routes(
            [
                web.get("/gateway", self._gateway),
                web.get("/api/users/@me", self._me),
                web.get("/api/oauth2/applications/@me", self._application),
                web.put("/api/applications/{id}/commands", self._commands),
                web.post("/api/interactions/{id}/{token}/callback", self._callback),
                web.patch("/api/webhooks/{id}/{token}/messages/@original", self._edit_answer),
                web.post("/api/channels/{channel}/messages", self._post),
                web.get("/api/channels/{channel}/messages", self._history),
                web.patch("/api/channels/{channel}/messages/{message}", self._edit),
                web.post("/api/channels/{channel}/messages/{message}/threads", self._thread),
                web.get("/cdn/{id}", self._file),
            ]
        )
        return served

    @web.middleware
    async def _as_discord(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Answers in JSON, refusals too, and knows only the bot."""
        try:
            if request.path.startswith(("/api/channels", "/api/applications", "/api/users")):
                _require(request.headers.get("Authorization") == f"Bot {TOKEN}", 401, 0, "401: Unauthorized")
            answer = await handler(request)
            return answer if isinstance(answer, web.StreamResponse) else _json(answer)
        except Refusal as refusal:
            return _json({"code": refusal.code, "message": refusal.text}, refusal.status)

    def upload(self, name: str, data: bytes) -> Body:
        """Uploads a file with an interaction; returns how Discord describes it."""
        identity = snowflake()
        self.files[identity] = data
        address = f"{self.base}/cdn/{identity}"
        return {"id": identity, "filename": name, "size": len(data), "url": address, "proxy_url": address}

    async def _file(self, request: web.Request) -> web.Response:
        return web.Response(body=self.files[request.match_info["id"]])

    async def _me(self, _request: web.Request) -> Any:
        return user(BOT, "shipmate", bot=True)

    async def _application(self, _request: web.Request) -> Any:
        return application()

    async def _commands(self, request: web.Request) -> Any:
        menu = await request.json()
        for command in menu:
            self._check(check_discord, "ApplicationCommandUpdateRequest", command)
        self.menus.append(menu)
        return []

    async def _callback(self, request: web.Request) -> Any:
        answered = self._answered(request)
        _require(answered.acknowledged is None, 400, 40060, "Interaction has already been acknowledged.")
        body = await _payload(request)
        data = body.get("data") or {}
        match body["type"]:
            case 9:
                self._check(check_discord, "ModalInteractionCallbackRequest", body)
                answered.form = data
            case 8:
                self._check(check_discord, "ApplicationCommandAutocompleteCallbackRequest", body)
                answered.suggestions = data["choices"]
            case 4:
                self._check(check_discord_message, data, "IncomingWebhookInteractionRequest")
                answered.show(data)
        answered.acknowledged = body["type"]
        answered.private = bool(data.get("flags", 0) & PRIVATE)
        shown = message(answered.channel, data)
        told = {"id": answered.identity, "type": COMMAND, "response_message_id": shown["id"]}
        return {"interaction": told, "resource": {"type": body["type"], "message": shown}}

    async def _edit_answer(self, request: web.Request) -> Any:
        answered = self._answered(request)
        _require(age_of(answered.identity) < _TOKEN_LIFE, 401, 50027, "Invalid Webhook Token")
        _require(answered.acknowledged in {_SHOW, _DEFER}, 404, 10008, "Unknown Message")
        body = await _payload(request)
        self._check(check_discord_message, body, "IncomingWebhookUpdateRequestPartial")
        answered.show(body)
        return message(answered.channel, body)

    def _answered(self, request: web.Request) -> Answered:
        found = self.answers.get(request.match_info["token"])
        known = found is not None and request.match_info["id"] in {found.identity, APPLICATION}
        _require(known, 404, 10062, "Unknown interaction")
        assert found is not None
        return found

    async def _post(self, request: web.Request) -> Any:
        channel = self._channel(request)
        body = await _payload(request)
        self._check(check_discord_message, body)
        nonce = str(body.get("nonce", ""))
        if nonce in self._nonces and body.get("enforce_nonce"):
            return self._nonces[nonce]
        posted = message(request.match_info["channel"], body)
        channel[posted["id"]] = posted
        if nonce:
            self._nonces[nonce] = posted
        interruption, self.after_posting = self.after_posting, None
        if interruption is not None:
            interruption()
        return posted

    async def _history(self, request: web.Request) -> Any:
        before, after = (int(request.query.get(name, default)) for name, default in (("before", 1 << 64), ("after", 0)))
        newest_first = sorted(self._channel(request).values(), key=lambda each: -int(each["id"]))
        found = [each for each in newest_first if after < int(each["id"]) < before]
        return found[: int(request.query.get("limit", 50))]

    async def _edit(self, request: web.Request) -> Any:
        standing = self._standing(request)
        body = await _payload(request)
        self._check(check_discord_message, body, "MessageEditRequestPartial")
        standing.update(components=body["components"], flags=body["flags"], edits=standing["edits"] + 1)
        return standing

    async def _thread(self, request: web.Request) -> Any:
        body = await request.json()
        self._check(check_discord, "CreateTextThreadWithMessageRequest", body)
        opened = self._standing(request)["id"]
        _require(opened not in self.channels, 400, 160004, "A thread has already been created for this message")
        self.channels[opened] = {}
        return thread(opened, request.match_info["channel"], body["name"])

    def _channel(self, request: web.Request) -> dict[str, Body]:
        found = self.channels.get(request.match_info["channel"])
        _require(found is not None, 404, 10003, "Unknown Channel")
        assert found is not None
        return found

    def _standing(self, request: web.Request) -> Body:
        found = self._channel(request).get(request.match_info["message"])
        _require(found is not None, 404, 10008, "Unknown Message")
        assert found is not None
        return found

    def _check(self, check: Any, *checked: Any) -> None:
        """Refuses what is not as described, and keeps why for the test."""
        try:
            check(*checked)
        except (AssertionError, jsonschema.ValidationError) as fault:
            self.faults.append(str(fault)[:500])
            raise Refusal(400, 50035, "Invalid Form Body") from None

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 500}, "s": None, "t": None})
        async for received in socket:
            if received.type is WSMsgType.TEXT:
                await self._received(socket, json.loads(received.data))
        return socket

    async def _received(self, socket: web.WebSocketResponse, sent: Body) -> None:
        match sent["op"]:
            case 1:
                await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
            case 2:
                assert sent["d"]["token"] == TOKEN
                assert sent["d"]["intents"] == 1  # servers, and nothing that needs an approval
                await self._dispatch(socket, "READY", ready(self.gateway))
                await self._dispatch(socket, "GUILD_CREATE", guild())
                self._sockets.append(socket)
                self.identified += 1
            case 6:
                await self._dispatch(socket, "RESUMED", {})
                self._sockets.append(socket)
                self.resumed += 1

    async def _dispatch(self, socket: web.WebSocketResponse, event: str, data: Body) -> None:
        await socket.send_json({"op": 0, "t": event, "s": next(self._sequence), "d": data})

    async def interact(
        self, kind: int, data: Body, *, user: str = "7", captain: bool = False, age: timedelta = timedelta(0)
    ) -> Answered:
        """Does something as a member of the server; returns where its answer will be."""
        happened = interaction(kind, data, user, captain=captain, age=age)
        answered = self.answers[happened["token"]] = Answered(happened["id"])
        await self._dispatch([each for each in self._sockets if not each.closed][-1], "INTERACTION_CREATE", happened)
        return answered

    async def take_out(self) -> None:
        """Takes the bot out of the server."""
        await self._dispatch([each for each in self._sockets if not each.closed][-1], "GUILD_DELETE", {"id": GUILD})

    async def ask_in(self) -> None:
        """Asks the bot into the server: what tells this from a server that is back is a name that isn't there."""
        joined = {name: value for name, value in guild().items() if name != "unavailable"}
        await self._dispatch([each for each in self._sockets if not each.closed][-1], "GUILD_CREATE", joined)

    async def hang_up(self) -> None:
        """Breaks every connection, as a network does."""
        for socket in self._sockets:
            await socket.close(code=1001)


def _require(met: bool, status: int, code: int, text: str) -> None:
    if not met:
        raise Refusal(status, code, text)


def _json(value: Any, status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(value), status=status, headers={"Content-Type": "application/json"})


async def _payload(request: web.Request) -> Body:
    """Returns what was sent, from a form with files too."""
    if request.content_type == "application/json":
        body: Body = await request.json()
        return body
    form = await request.post()
    loaded: Body = json.loads(str(form["payload_json"]))
    named = {each["filename"] for each in (loaded.get("data") or loaded)["attachments"]}
    assert named == {part.filename for part in form.values() if isinstance(part, web.FileField)}
    return loaded


class Served:
    """A Discord that is running, spoken to from a test."""

    def __init__(self, discord: Discord, loopback: Loopback) -> None:
        self.discord = discord
        self.call = loopback.call

    @property
    def settings(self) -> dict[str, str]:
        """The settings of a bot that is to come here."""
        return {
            "SHIPMATE_DISCORD_TOKEN": TOKEN,
            "SHIPMATE_DISCORD_API_URL": f"{self.discord.base}/api",
            "SHIPMATE_DISCORD_GATEWAY_URL": self.discord.gateway,
        }

    def connected(self, times: int = 1) -> None:
        """Waits until the bot has come for the n-th time."""
        wait_for(lambda: self.discord.identified >= times)

    def interact(self, kind: int, data: Body, **who: Any) -> Answered:
        found: Answered = self.call(self.discord.interact(kind, data, **who))
        return found


@contextmanager
def served() -> Iterator[Served]:
    """Runs a Discord on a free port while the block runs; fails at the end for what Discord would refuse."""
    discord = Discord()
    with on_loopback(discord.application) as loopback:
        discord.base = loopback.base
        yield Served(discord, loopback)
    assert discord.faults == []
