"""A small Slack on loopback: Web API, uploads, Socket Mode and response URLs, keeping what a workspace would keep.

Every message and modal is checked against Slack's own description before it is taken.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import slack_shapes
from aiohttp import ClientSession, WSMsgType, web
from loopback import Loopback, on_loopback
from payloads import check_slack_message, check_slack_view
from slack_shapes import BOT, SECRET, TEAM, Body, form, signed

TOKEN, APP_TOKEN = "xoxb-test", "xapp-test"
USES, TRIGGER_SECONDS = 5, 3.0

__all__ = [
    "APP_TOKEN",
    "BOT",
    "SECRET",
    "TEAM",
    "TOKEN",
    "Body",
    "Served",
    "Slack",
    "buttons",
    "form",
    "served",
    "signed",
]


class _Refusal(Exception):
    """Slack's word for why a call fails."""


@dataclass
class Slack:
    """The state of one workspace, and what is to go wrong in it.

    `admins` may administer it; the bot is not in the channels `absent`; `refused` has a word for each method that
    fails, `limited` how often a method says 429; a call of a `lost` method is taken but its answer never arrives;
    `after_posting` happens once a message stands, before that is told. `moved` is where a file's address leads on to.
    """

    messages: list[Body] = field(default_factory=list)
    private: list[Body] = field(default_factory=list)
    shared: list[Body] = field(default_factory=list)
    views: list[Body] = field(default_factory=list)
    admins: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    limited: Counter[str] = field(default_factory=Counter)
    lost: set[str] = field(default_factory=set)
    after_posting: Callable[[], None] | None = None
    moved: str = ""
    calls: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    acknowledged: dict[str, Any] = field(default_factory=dict)
    now: Callable[[], float] = time.time
    base: str = ""
    page: int = 100
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _triggers: dict[str, float] = field(default_factory=dict)
    _uses: Counter[str] = field(default_factory=Counter)
    _files: dict[str, Body] = field(default_factory=dict)
    _sockets: list[web.WebSocketResponse] = field(default_factory=list)

    def application(self) -> web.Application:
        application = web.Application()
        application.add_routes(
            [
                web.route("*", "/api/{method}", self._api),
                web.get("/socket", self._socket),
                web.post("/response/{id}", self._response),
                web.post("/upload/{id}", self._uploaded),
                web.get("/files-pri/{id}", self._downloaded),
            ]
        )
        return application

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls.append(method)
        if self.limited[method]:
            self.limited[method] -= 1
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"})
        answered = self._called(method, await _arguments(request), request.headers.get("Authorization", ""))
        if method in self.lost and request.transport is not None:
            request.transport.close()
        return web.json_response(answered)

    def _called(self, method: str, asked: Body, authorization: str) -> Body:
        trouble = self._trouble(method, asked, authorization)
        if trouble:
            return {"ok": False, "error": trouble}
        answer: Callable[[Body], Body] = getattr(self, "_" + method.replace(".", "_").lower())
        try:
            return {"ok": True, **answer(asked)}
        except _Refusal as refusal:
            return {"ok": False, "error": str(refusal)}

    def _trouble(self, method: str, asked: Body, authorization: str) -> str:
        """Returns Slack's word for what keeps a call from being carried out at all."""
        wanted = APP_TOKEN if method == "apps.connections.open" else TOKEN
        if authorization != f"Bearer {wanted}":
            return "invalid_auth"
        absent = asked.get("channel", asked.get("channel_id")) in self.absent
        return self.refused.get(method) or ("not_in_channel" if absent else "")

    def _auth_test(self, _asked: Body) -> Body:
        return {"team_id": TEAM, "user_id": BOT, "bot_id": "BBOT", "user": "shipmate", "team": "Group"}

    def _apps_connections_open(self, _asked: Body) -> Body:
        return {"url": self.base.replace("http", "ws", 1) + "/socket"}

    def _users_info(self, asked: Body) -> Body:
        user = asked["user"]
        profile = {"display_name": user.lower()}
        return {"user": {"id": user, "profile": profile, "is_admin": user in self.admins}}

    def _chat_postmessage(self, asked: Body) -> Body:
        self._check(asked)
        ts = f"{self.now():.0f}.{next(self._numbers):06d}"
        self.messages.append({**asked, "ts": ts, "edits": 0, "texts": [asked["text"]]})
        if self.after_posting is not None:
            self.after_posting()
        return {"channel": asked["channel"], "ts": ts}

    def _chat_postephemeral(self, asked: Body) -> Body:
        self._check(asked)
        self.private.append(asked)
        return {"message_ts": "1.0"}

    def _chat_update(self, asked: Body) -> Body:
        self._check(asked)
        found = next((each for each in self.messages if each["ts"] == asked["ts"]), None)
        if found is None:
            raise _Refusal("message_not_found")
        found.update(blocks=asked["blocks"], text=asked["text"], edits=found["edits"] + 1)
        found["texts"].append(asked["text"])
        return {"ts": asked["ts"]}

    def _conversations_open(self, asked: Body) -> Body:
        return {"channel": {"id": f"D{asked['users']}"}}

    def _conversations_history(self, asked: Body) -> Body:
        top = [each for each in self.messages if not each.get("thread_ts")]
        return self._listed(top[::-1], asked)

    def _conversations_replies(self, asked: Body) -> Body:
        thread = [each for each in self.messages if asked["ts"] in {each.get("thread_ts"), each["ts"]}]
        return self._listed(thread, asked)

    def _listed(self, messages: list[Body], asked: Body) -> Body:
        """Returns a page; metadata only where it is asked for."""
        oldest, start = float(asked["oldest"]), int(asked.get("cursor") or 0)
        known = [each for each in messages if each["channel"] == asked["channel"] and float(each["ts"]) > oldest]
        end = start + min(int(asked["limit"]), self.page)
        hidden = set() if asked.get("include_all_metadata") in {True, "1", "true"} else {"metadata"}
        page = [{key: value for key, value in each.items() if key not in hidden} for each in known[start:end]]
        return {"messages": page, "response_metadata": {"next_cursor": str(end) if end < len(known) else ""}}

    def _views_open(self, asked: Body) -> Body:
        opened = self._triggers.pop(asked["trigger_id"], None)
        if opened is None or time.monotonic() - opened > TRIGGER_SECONDS:
            raise _Refusal("expired_trigger_id")
        self._noted(check_slack_view, asked["view"])
        self.views.append(asked["view"])
        return {"view": {"id": "V1"}}

    def _files_getuploadurlexternal(self, asked: Body) -> Body:
        number = f"F{next(self._numbers)}"
        self._files[number] = {"id": number, "name": asked["filename"], "alt": asked.get("alt_txt") or "", "data": b""}
        return {"file_id": number, "upload_url": f"{self.base}/upload/{number}"}

    async def _uploaded(self, request: web.Request) -> web.Response:
        self._files[request.match_info["id"]]["data"] = await request.read()
        return web.Response(text="OK")

    def upload(self, name: str, data: bytes) -> Body:
        """Uploads a file as a person does; returns how Slack describes it."""
        number = f"F{next(self._numbers)}"
        self._files[number] = {"id": number, "name": name, "alt": "", "data": data}
        return slack_shapes.file(number, name, len(data), f"{self.base}/files-pri/{number}")

    async def _downloaded(self, request: web.Request) -> web.Response:
        """Hands a file to who may read it, a page for signing in to everybody else."""
        number = request.match_info["id"]
        self.calls.append(f"files-pri/{number}")
        if self.moved:
            raise web.HTTPFound(self.moved)
        if request.headers.get("Authorization") != f"Bearer {TOKEN}" or "files-pri" in self.refused:
            return web.Response(text="<html>Sign in</html>", content_type="text/html")
        return web.Response(body=self._files[number]["data"], content_type="text/plain")

    def _files_info(self, asked: Body) -> Body:
        known = self._files[asked["file"]]
        address = f"{self.base}/files-pri/{known['id']}"
        return {"file": slack_shapes.file(known["id"], known["name"], len(known["data"]), address)}

    def _files_completeuploadexternal(self, asked: Body) -> Body:
        where = {"channel": asked["channel_id"], "thread_ts": asked.get("thread_ts")}
        done = [self._files[each["id"]] for each in asked["files"]]
        self.shared += [{**each, **where} for each in done]
        return {"files": [{"id": each["id"], "title": each["name"]} for each in done]}

    async def _response(self, request: web.Request) -> web.Response:
        number = request.match_info["id"]
        self._uses[number] += 1
        if self._uses[number] > USES or "response_url" in self.refused:
            return web.Response(status=404, text="used_url")
        body = await request.json()
        self._check(body)
        (self.private if body["response_type"] == "ephemeral" else self.messages).append({**body, "url": number})
        return web.Response(text="ok")

    def _check(self, message: Body) -> None:
        self._noted(check_slack_message, message)

    def _noted(self, check: Callable[[Body], None], payload: Body) -> None:
        try:
            check(payload)
        except Exception as fault:  # noqa: BLE001 - kept for the test to raise
            self.faults.append(repr(fault)[:500])

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self._sockets.append(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT and message.data.startswith("{"):
                answered = json.loads(message.data)
                self.acknowledged[answered["envelope_id"]] = answered.get("payload")
        return socket

    @property
    def connected(self) -> bool:
        return any(not socket.closed for socket in self._sockets)

    async def push(self, kind: str, payload: Body) -> str:
        """Sends an envelope over Socket Mode, as Slack does when something happens; returns its id."""
        envelope = f"E{next(self._numbers)}"
        socket = [each for each in self._sockets if not each.closed][-1]
        sent = {"envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": True}
        await socket.send_json(sent)
        return envelope

    async def drop(self) -> None:
        """Ends the connections, as Slack does every few hours."""
        for socket in self._sockets:
            await socket.close()

    def slash(self, line: str, *, user: str = "U1", channel: str = "C1") -> Body:
        """Returns the payload of a typed slash command."""
        return slack_shapes.slash(line, user, channel, *self._issued())

    def press(self, value: str, *, user: str = "U1", channel: str = "C1", thread: str = "") -> Body:
        """Returns the payload of a pressed button."""
        return slack_shapes.press(value, user, channel, *self._issued(), thread)

    def shortcut(self, text: str, *files: Body, user: str = "U1", channel: str = "C1") -> Body:
        """Returns the payload of the message shortcut on a message with this text and these files."""
        return slack_shapes.shortcut(text, user, channel, *self._issued(), files)

    def _issued(self) -> tuple[str, str]:
        """Returns a fresh trigger and response URL."""
        number = next(self._numbers)
        self._triggers[f"trigger{number}"] = time.monotonic()
        return f"trigger{number}", f"{self.base}/response/{number}"

    def in_channel(self, channel: str) -> list[Body]:
        """Returns the messages that stand in a channel."""
        return [each for each in self.messages if each.get("channel") == channel]


async def _arguments(request: web.Request) -> Body:
    """Returns the arguments of a call, however they were sent."""
    if request.content_type == "application/json":
        return {key: value for key, value in (await request.json()).items() if value is not None}
    found = {**request.query, **(await request.post())}
    return {key: _decoded(str(value)) for key, value in found.items()}


def _decoded(value: str) -> Any:
    return json.loads(value) if value[:1] in {"[", "{"} else value


def buttons(message: Body) -> list[str]:
    """Returns the values of a message's buttons."""
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    return [element["value"] for row in rows for element in row["elements"]]


class Served:
    """A workspace that is running."""

    def __init__(self, slack: Slack, loopback: Loopback) -> None:
        self.slack = slack
        self.call = loopback.call

    def push(self, kind: str, payload: Body) -> str:
        """Sends an envelope over Socket Mode; returns its id."""
        envelope: str = self.call(self.slack.push(kind, payload))
        return envelope

    def post(self, url: str, body: str, headers: dict[str, str]) -> tuple[int, str]:
        """Posts to the bot as Slack does."""

        async def send() -> tuple[int, str]:
            async with ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
                return answer.status, await answer.text()

        result: tuple[int, str] = self.call(send())
        return result


@contextmanager
def served() -> Iterator[Served]:
    """Runs a workspace on a free port while the block runs; fails at the end for what Slack would refuse."""
    slack = Slack()
    with on_loopback(slack.application) as loopback:
        slack.base = loopback.base
        yield Served(slack, loopback)
    assert slack.faults == []
