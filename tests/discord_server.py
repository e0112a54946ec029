"""A small Discord on loopback: gateway and HTTP API for one server, keeping what a channel would show.

Every payload is checked against Discord's own description before it is taken. discord.py reads JSON only where the
content type is exactly application/json.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web
from loopback import Loopback, on_loopback
from payloads import check_discord, check_discord_message

TOKEN = "MTIzNDU2.test.token"
APPLICATION, GUILD, CHANNEL, BOT = "900", "100", "200", "900"
MANAGE_GUILD = 1 << 5

Body = dict[str, Any]


def _json(value: Any, status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(value), status=status, headers={"Content-Type": "application/json"})


@dataclass
class Discord:
    """The state of one server with one channel."""

    messages: dict[str, Body] = field(default_factory=dict)
    answers: dict[str, list[Body]] = field(default_factory=dict)
    menus: list[list[Body]] = field(default_factory=list)
    modals: list[Body] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    nonces: dict[str, str] = field(default_factory=dict)
    identified: int = 0
    base: str = ""
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(10_000))
    _sockets: list[web.WebSocketResponse] = field(default_factory=list)
    _sequence: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def application(self) -> web.Application:
        application = web.Application()
        application.add_routes(
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
            ]
        )
        return application

    async def _me(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bot {TOKEN}":
            return _json({"code": 0, "message": "401: Unauthorized"}, 401)
        return _json(_user(BOT, "shipmate", bot=True))

    async def _application(self, _request: web.Request) -> web.Response:
        return _json(
            {
                "id": APPLICATION,
                "name": "shipmate",
                "icon": None,
                "description": "",
                "bot_public": True,
                "bot_require_code_grant": False,
                "verify_key": "0" * 64,
                "flags": 0,
                "owner": _user("1", "owner"),
                "team": None,
            }
        )

    async def _commands(self, request: web.Request) -> web.Response:
        menu = await request.json()
        for command in menu:
            self._check("ApplicationCommandUpdateRequest", command)
        self.menus.append(menu)
        return _json([])

    async def _callback(self, request: web.Request) -> web.Response:
        body = await _payload(request)
        token = request.match_info["token"]
        if body["type"] == 9:
            self._check("ModalInteractionCallbackRequest", body)
            self.modals.append(body["data"])
        elif body["type"] == 4:
            self._check_message(body["data"])
            self.answers.setdefault(token, []).append(body["data"])
        else:
            self.answers.setdefault(token, []).append({**(body.get("data") or {}), "deferred": True})
        message = self._message(CHANNEL, body.get("data") or {})
        interaction = {"id": request.match_info["id"], "type": 2, "response_message_id": message["id"]}
        return _json({"interaction": interaction, "resource": {"type": body["type"], "message": message}})

    async def _edit_answer(self, request: web.Request) -> web.Response:
        body = await _payload(request)
        self._check_message(body)
        self.answers.setdefault(request.match_info["token"], []).append(body)
        return _json(self._message(CHANNEL, body))

    async def _post(self, request: web.Request) -> web.Response:
        body = await _payload(request)
        self._check_message(body)
        nonce = str(body.get("nonce", ""))
        if nonce and nonce in self.nonces:
            return _json(self.messages[self.nonces[nonce]])
        message = self._message(request.match_info["channel"], body)
        self.messages[message["id"]] = message
        if nonce:
            self.nonces[nonce] = message["id"]
        return _json(message)

    async def _history(self, request: web.Request) -> web.Response:
        channel = request.match_info["channel"]
        found = [each for each in self.messages.values() if each["channel_id"] == channel]
        after = int(request.query.get("after", 0))
        return _json([each for each in found if int(each["id"]) > after] if after < 10_000 else found[::-1])

    async def _edit(self, request: web.Request) -> web.Response:
        message = self.messages.get(request.match_info["message"])
        if message is None:
            return _json({"code": 10008, "message": "Unknown Message"}, 404)
        body = await _payload(request)
        self._check_message({**body, "allowed_mentions": {"parse": []}})
        message.update({key: body[key] for key in ("embeds", "components") if key in body})
        message["edits"] += 1
        return _json(message)

    async def _thread(self, request: web.Request) -> web.Response:
        return _json(
            {
                "id": request.match_info["message"],
                "type": 11,
                "guild_id": GUILD,
                "parent_id": request.match_info["channel"],
                "owner_id": BOT,
                "name": "thread",
                "message_count": 0,
                "member_count": 1,
                "thread_metadata": {
                    "archived": False,
                    "auto_archive_duration": 1440,
                    "archive_timestamp": "2026-01-01T00:00:00+00:00",
                    "locked": False,
                },
            }
        )

    def _message(self, channel: str, body: Body) -> Body:
        return {
            "id": str(next(self._ids)),
            "channel_id": channel,
            "author": _user(BOT, "shipmate", bot=True),
            "content": body.get("content") or "",
            "timestamp": "2026-01-01T00:00:00+00:00",
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": body.get("embeds") or [],
            "components": body.get("components") or [],
            "pinned": False,
            "type": 0,
            "flags": body.get("flags", 0),
            "edits": 0,
        }

    def _check(self, schema: str, payload: Any) -> None:
        try:
            check_discord(schema, payload)
        except Exception as fault:  # noqa: BLE001 - kept for the test to raise
            self.faults.append(str(fault)[:500])

    def _check_message(self, payload: Body) -> None:
        known = {key: value for key, value in payload.items() if key not in {"flags", "tts", "attachments"}}
        try:
            check_discord_message(known)
        except Exception as fault:  # noqa: BLE001 - kept for the test to raise
            self.faults.append(str(fault)[:500])

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 30_000}, "s": None, "t": None})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            sent = json.loads(message.data)
            if sent["op"] == 1:
                await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
            elif sent["op"] == 2:
                await self._welcome(socket)
        return socket

    async def _welcome(self, socket: web.WebSocketResponse) -> None:
        self._sockets.append(socket)
        self.identified += 1
        ready = {
            "v": 10,
            "user": _user(BOT, "shipmate", bot=True),
            "guilds": [{"id": GUILD, "unavailable": True}],
            "session_id": "s",
            "resume_gateway_url": self.base.replace("http", "ws", 1) + "/gateway",
            "application": {"id": APPLICATION, "flags": 0},
        }
        await self._dispatch(socket, "READY", ready)
        await self._dispatch(socket, "GUILD_CREATE", _guild())

    async def _dispatch(self, socket: web.WebSocketResponse, event: str, data: Body) -> None:
        await socket.send_json({"op": 0, "t": event, "s": next(self._sequence), "d": data})

    async def interact(self, kind: int, data: Body, *, user: str = "7", captain: bool = False) -> str:
        """Does something as a member of the server; returns the token that the answer comes under."""
        number = str(next(self._ids))
        payload = {
            "id": number,
            "application_id": APPLICATION,
            "type": kind,
            "data": data,
            "guild_id": GUILD,
            "channel_id": CHANNEL,
            "channel": {"id": CHANNEL, "type": 0, "name": "general", "permissions": "0"},
            "member": {
                "user": _user(user, f"learner{user}"),
                "roles": [],
                "joined_at": "2026-01-01T00:00:00+00:00",
                "deaf": False,
                "mute": False,
                "flags": 0,
                "permissions": str(MANAGE_GUILD if captain else 0),
            },
            "token": f"token{number}",
            "version": 1,
            "locale": "en-GB",
            "app_permissions": "0",
            "entitlements": [],
            "authorizing_integration_owners": {},
            "context": 0,
            "attachment_size_limit": 10_485_760,
        }
        if kind == 3:
            payload["message"] = self._message(CHANNEL, {})
        await self._dispatch([each for each in self._sockets if not each.closed][-1], "INTERACTION_CREATE", payload)
        return f"token{number}"


def _user(identity: str, name: str, *, bot: bool = False) -> Body:
    return {"id": identity, "username": name, "discriminator": "0", "global_name": name, "avatar": None, "bot": bot}


def _guild() -> Body:
    return {
        "id": GUILD,
        "name": "Group",
        "owner_id": "1",
        "unavailable": False,
        "roles": [],
        "emojis": [],
        "features": [],
        "members": [],
        "presences": [],
        "voice_states": [],
        "threads": [],
        "stickers": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "member_count": 2,
        "channels": [{"id": CHANNEL, "type": 0, "name": "general", "position": 0, "permission_overwrites": []}],
        "afk_timeout": 60,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "premium_tier": 0,
        "nsfw_level": 0,
        "preferred_locale": "en-US",
        "system_channel_flags": 0,
    }


async def _payload(request: web.Request) -> Body:
    """Returns what was sent, from a form with files too."""
    if request.content_type == "application/json":
        body: Body = await request.json()
        return body
    form = await request.post()
    loaded: Body = json.loads(str(form["payload_json"]))
    return loaded


def subcommand(name: str, **options: str) -> Body:
    """Returns what `/ship NAME` sends."""
    given = [{"type": 3, "name": key, "value": value} for key, value in options.items()]
    return {"id": "1", "name": "ship", "type": 1, "options": [{"type": 1, "name": name, "options": given}]}


def docker(line: str) -> Body:
    """Returns what `/docker LINE` sends."""
    return {"id": "2", "name": "docker", "type": 1, "options": [{"type": 3, "name": "line", "value": line}]}


def button(custom_id: str) -> Body:
    """Returns what a pressed button sends."""
    return {"component_type": 2, "custom_id": custom_id}


def text_of(message: Body) -> str:
    """Returns what a person reads."""
    return "\n".join(embed.get("description", "") for embed in message.get("embeds") or [])


def buttons(message: Body) -> list[str]:
    """Returns the identities of a message's buttons."""
    return [each["custom_id"] for row in message.get("components") or [] for each in row["components"]]


class Served:
    """A Discord that is running."""

    def __init__(self, discord: Discord, loopback: Loopback) -> None:
        self.discord = discord
        self.call = loopback.call


@contextmanager
def served() -> Iterator[Served]:
    """Runs a Discord on a free port while the block runs; fails at the end for what Discord would refuse."""
    discord = Discord()
    with on_loopback(discord.application) as loopback:
        discord.base = loopback.base
        yield Served(discord, loopback)
    assert discord.faults == []
