"""A small Slack on loopback: Web API, Socket Mode and response URLs, keeping what a workspace would keep.

Every message is checked against Slack's own description before it is taken.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession, WSMsgType, web
from loopback import Loopback, on_loopback
from payloads import check_slack_message

TOKEN, APP_TOKEN, SECRET = "xoxb-test", "xapp-test", "signing-secret"
TEAM = "T1"

Body = dict[str, Any]


@dataclass
class Slack:
    """The state of one workspace; `admins` are the users who may administer it."""

    messages: list[Body] = field(default_factory=list)
    responses: list[Body] = field(default_factory=list)
    views: list[Body] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    admins: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    limited: int = 0
    base: str = ""
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _sockets: list[web.WebSocketResponse] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)

    def application(self) -> web.Application:
        application = web.Application()
        application.add_routes(
            [
                web.route("*", "/api/{method}", self._api),
                web.get("/socket", self._socket),
                web.post("/response/{id}", self._response),
            ]
        )
        return application

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls.append(method)
        if self.limited and method == "chat.postMessage":
            self.limited -= 1
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"})
        wanted = APP_TOKEN if method == "apps.connections.open" else TOKEN
        asked = await _arguments(request)
        if request.headers.get("Authorization") != f"Bearer {wanted}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        answer: Callable[[Body], Body] = getattr(self, "_" + method.replace(".", "_").lower())
        return web.json_response(answer(asked))

    def _auth_test(self, _asked: Body) -> Body:
        return {"ok": True, "team_id": TEAM, "user_id": "UBOT", "bot_id": "BBOT", "user": "shipmate", "team": "Group"}

    def _apps_connections_open(self, _asked: Body) -> Body:
        return {"ok": True, "url": self.base.replace("http", "ws", 1) + "/socket"}

    def _users_info(self, asked: Body) -> Body:
        user = asked["user"]
        profile = {"display_name": user.lower()}
        return {"ok": True, "user": {"id": user, "profile": profile, "is_admin": user in self.admins}}

    def _chat_postmessage(self, asked: Body) -> Body:
        if asked["channel"] in self.absent:
            return {"ok": False, "error": "not_in_channel"}
        self._check(asked)
        ts = f"{time.time():.3f}{next(self._numbers):03d}"
        self.messages.append({**asked, "ts": ts, "edits": 0})
        return {"ok": True, "channel": asked["channel"], "ts": ts}

    def _chat_postephemeral(self, asked: Body) -> Body:
        self._check(asked)
        self.responses.append({**asked, "response_type": "ephemeral"})
        return {"ok": True, "message_ts": "1.0"}

    def _chat_update(self, asked: Body) -> Body:
        self._check(asked)
        found = next((each for each in self.messages if each["ts"] == asked["ts"]), None)
        if found is None:
            return {"ok": False, "error": "message_not_found"}
        found.update(blocks=asked["blocks"], text=asked["text"], edits=found["edits"] + 1)
        return {"ok": True, "ts": asked["ts"]}

    def _conversations_history(self, asked: Body) -> Body:
        found = [each for each in self.messages if each["channel"] == asked["channel"] and not each.get("thread_ts")]
        return {"ok": True, "messages": found[::-1]}

    def _conversations_replies(self, asked: Body) -> Body:
        return {"ok": True, "messages": [each for each in self.messages if each.get("thread_ts") == asked["ts"]]}

    def _views_open(self, asked: Body) -> Body:
        self.views.append(asked)
        return {"ok": True}

    async def _response(self, request: web.Request) -> web.Response:
        body = await request.json()
        self._check(body)
        self.responses.append(body)
        return web.Response(text="ok")

    def _check(self, message: Body) -> None:
        try:
            check_slack_message(message)
        except Exception as fault:  # noqa: BLE001 - kept for the test to raise
            self.faults.append(repr(fault)[:500])

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self._sockets.append(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT and message.data.startswith("{"):
                self.acknowledged.append(json.loads(message.data).get("envelope_id", ""))
        return socket

    @property
    def connected(self) -> bool:
        return any(not socket.closed for socket in self._sockets)

    async def push(self, kind: str, payload: Body) -> str:
        """Sends an envelope over Socket Mode, as Slack does when something happens; returns its id."""
        envelope = f"E{next(self._numbers)}"
        socket = [each for each in self._sockets if not each.closed][-1]
        await socket.send_json(
            {"envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": True}
        )
        return envelope

    def slash(self, line: str, *, user: str = "U1", channel: str = "C1") -> Body:
        """Returns the payload of a typed slash command."""
        command, _, text = line.partition(" ")
        number = next(self._numbers)
        return {
            "command": command,
            "text": text,
            "team_id": TEAM,
            "channel_id": channel,
            "user_id": user,
            "trigger_id": f"trigger{number}",
            "response_url": f"{self.base}/response/{number}",
            "api_app_id": "A1",
        }

    def press(self, value: str, *, user: str = "U1", channel: str = "C1") -> Body:
        """Returns the payload of a pressed button."""
        number = next(self._numbers)
        return {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": user, "team_id": TEAM},
            "channel": {"id": channel},
            "trigger_id": f"trigger{number}",
            "response_url": f"{self.base}/response/{number}",
            "api_app_id": "A1",
            "actions": [{"type": "button", "action_id": "press-0-0", "block_id": "b", "value": value}],
        }


async def _arguments(request: web.Request) -> Body:
    """Returns the arguments of a call, however they were sent."""
    if request.content_type == "application/json":
        return {key: value for key, value in (await request.json()).items() if value is not None}
    found = {**request.query, **(await request.post())}
    return {key: _decoded(str(value)) for key, value in found.items()}


def _decoded(value: str) -> Any:
    return json.loads(value) if value[:1] in {"[", "{"} else value


def signed(body: str, *, content: str = "application/x-www-form-urlencoded", secret: str = SECRET) -> dict[str, str]:
    """Returns the headers of a request as Slack signs it."""
    at = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"Content-Type": content, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}


def form(payload: Body, *, wrapped: bool = False) -> str:
    """Returns a payload as Slack posts it: commands as fields, everything else wrapped in one."""
    return urlencode({"payload": json.dumps(payload)} if wrapped else payload)


def buttons(message: Body) -> list[str]:
    """Returns the values of a message's buttons."""
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    return [element["value"] for row in rows for element in row["elements"]]


class Served:
    """A workspace that is running."""

    def __init__(self, slack: Slack, loopback: Loopback) -> None:
        self.slack = slack
        self.call = loopback.call

    def post(self, url: str, body: str, headers: dict[str, str]) -> tuple[int, str]:
        """Posts to the bot as Slack does."""

        async def send() -> tuple[int, str]:
            async with ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
                return answer.status, await answer.text()

        result: tuple[int, str] = self.call(send())
        return result


@contextmanager
def served() -> Iterator[Served]:
    """Runs a workspace on a free port while the block runs; fails at the end for messages Slack would refuse."""
    slack = Slack()
    with on_loopback(slack.application) as loopback:
        slack.base = loopback.base
        yield Served(slack, loopback)
    assert slack.faults == []
