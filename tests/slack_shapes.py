"""What Slack sends: each payload is Slack's own sample of its kind, filled in where a bot reads it."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

SECRET, TEAM, BOT = "signing-secret", "T1", "UBOT"

Body = dict[str, Any]

_SAMPLES = Path(__file__).parent / "specs" / "slack-payload-samples"


@cache
def _text(kind: str) -> str:
    return (_SAMPLES / f"{kind}Payload.json").read_text(encoding="utf-8")


def _sample(kind: str, **values: Any) -> Body:
    """Returns Slack's sample with these values in place of its empty ones."""
    return {**json.loads(_text(kind)), "api_app_id": "A1", **values}


def slash(line: str, user: str, channel: str, trigger: str, response_url: str) -> Body:
    """A typed slash command."""
    command, _, text = line.partition(" ")
    return _sample(
        "SlashCommand",
        command=command,
        text=text,
        team_id=TEAM,
        channel_id=channel,
        user_id=user,
        trigger_id=trigger,
        response_url=response_url,
    )


def press(value: str, user: str, channel: str, trigger: str, response_url: str, thread: str = "") -> Body:
    """A pressed button of a message."""
    sample = _sample("BlockAction")
    for only_in_modals in ("view", "state", "function_data", "interactivity", "app_unfurl"):
        del sample[only_in_modals]
    container = {**sample["container"], "type": "message", "channel_id": channel, "thread_ts": thread}
    return {
        **sample,
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": user, "team_id": TEAM},
        "channel": {"id": channel},
        "container": container,
        "trigger_id": trigger,
        "response_url": response_url,
        "actions": [{**sample["actions"][0], "type": "button", "action_id": "press-0-0", "value": value}],
    }


def shortcut(text: str, user: str, channel: str, trigger: str, response_url: str, files: Sequence[Body] = ()) -> Body:
    """The message shortcut, chosen on a message."""
    sample = _sample("MessageShortcut")
    message = {**sample["message"], "type": "message", "text": text, "ts": "1.0", "files": list(files)}
    return {
        **sample,
        "type": "message_action",
        "callback_id": "explain_command",
        "team": {"id": TEAM},
        "user": {"id": user, "team_id": TEAM},
        "channel": {"id": channel},
        "trigger_id": trigger,
        "response_url": response_url,
        "message": message,
    }


def file(identity: str, name: str, size: int, url: str) -> Body:
    """Slack's description of a file."""
    sample = _sample("MessageShortcut")["message"]["files"][0]
    described = {"id": identity, "name": name, "title": name, "mimetype": "text/plain", "size": size}
    return {**sample, **described, "url_private": url, "url_private_download": url}


def submission(view: Body, user: str, **fields: str | Sequence[Body] | None) -> Body:
    """A modal sent off, its fields as prefilled but for those given; files for a field that takes some."""
    inputs = {block["block_id"]: block["element"] for block in view["blocks"]}
    values = {name: element.get("initial_value") for name, element in inputs.items()} | fields
    state = {name: {"value": _entry(inputs[name]["type"], value)} for name, value in values.items()}
    return _sample(
        "ViewSubmission",
        type="view_submission",
        team={"id": TEAM},
        user={"id": user, "team_id": TEAM},
        view={**view, "id": "V1", "hash": "h1", "state": {"values": state}},
    )


def _entry(kind: str, value: str | Sequence[Body] | None) -> Body:
    return {"type": kind, "files": value or []} if kind == "file_input" else {"type": kind, "value": value}


def mention(text: str, event_id: str, user: str = "U1", channel: str = "C1", thread: str = "") -> Body:
    """A message that mentions the bot."""
    return _said("app_mention", f"<@{BOT}> {text}", event_id, user=user, channel=channel, thread_ts=thread)


def direct(text: str, event_id: str, user: str = "U1", **more: Any) -> Body:
    """A direct message to the bot."""
    return _said("message", text, event_id, **{"user": user, "channel": f"D{user}", "channel_type": "im", **more})


def _said(kind: str, text: str, event_id: str, **values: Any) -> Body:
    sample = _sample("AppMention", type="event_callback", team_id=TEAM, event_id=event_id)
    authorization = {**sample["authorizations"][0], "team_id": TEAM, "user_id": BOT, "is_bot": True}
    event = {**sample["event"], "type": kind, "text": text, "ts": "1.0", "team": TEAM, **values}
    return {**sample, "authorizations": [authorization], "event": event}


def form(payload: Body) -> str:
    """Returns a payload as Slack posts it: commands as fields, interactions wrapped in one."""
    return urlencode(payload if "command" in payload else {"payload": json.dumps(payload)})


def signed(body: str, *, secret: str = SECRET, age: float = 0) -> dict[str, str]:
    """Returns the headers of a request as Slack signs it."""
    at = str(int(time.time() - age))
    digest = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    content = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
    return {"Content-Type": content, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}
