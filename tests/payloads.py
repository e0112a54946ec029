"""Checks outgoing payloads against the platforms' own descriptions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from slack_sdk.models.blocks import Block

_SPECS = Path(__file__).parent / "specs"
_COMPONENTS_V2 = 1 << 15


@cache
def _load(name: str) -> Any:
    return json.loads((_SPECS / name).read_text(encoding="utf-8"))


@cache
def _discord(schema: str) -> jsonschema.Draft202012Validator:
    document = _load("discord-openapi.json")
    return jsonschema.Draft202012Validator(
        {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
    )


def check_discord(schema: str, payload: Any) -> None:
    """Raises where Discord's description refuses a payload of this kind."""
    _discord(schema).validate(payload)


def check_discord_message(message: dict[str, Any], schema: str = "MessageCreateRequest") -> None:
    """Raises for what Discord refuses in a message of components, and for what its description leaves out."""
    check_discord(schema, _ids_as_text(message))
    assert message["flags"] & _COMPONENTS_V2
    assert not message.get("content")
    assert not message.get("embeds")
    assert message["allowed_mentions"]["parse"] == []
    _check_discord_components(message)


def _ids_as_text(value: Any) -> Any:
    """Returns a payload with its ids as Discord's description has them; Discord takes numbers too."""
    if isinstance(value, list):
        return [_ids_as_text(each) for each in value]
    if not isinstance(value, dict):
        return value
    known = {name: _ids_as_text(each) for name, each in value.items()}
    for name in ("message_id", "channel_id", *(["id"] if "filename" in known else [])):
        if name in known:
            known[name] = str(known[name])
    if "users" in known:
        known["users"] = [str(user) for user in known["users"]]
    return known


def _check_discord_components(message: dict[str, Any]) -> None:
    parts = list(discord_components(message))
    assert 1 <= len(parts) <= 40
    assert sum(len(part["content"]) for part in parts if part["type"] == 10) <= 4000
    assert all(part["content"].strip() for part in parts if part["type"] == 10)
    for name in ("custom_id", "id"):
        assert max(Counter(part[name] for part in parts if name in part).values(), default=0) <= 1
    shown = sorted(url for url in _values(message["components"], "url") if url.startswith("attachment://"))
    assert shown == sorted(f"attachment://{each['filename']}" for each in message.get("attachments") or [])


def discord_components(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yields every component of a message, those in rows too."""
    for component in message.get("components") or []:
        yield component
        yield from discord_components(component)


@cache
def _slack(name: str, definition: str) -> jsonschema.Draft7Validator:
    document = _load(name)
    return jsonschema.Draft7Validator({**document, "$ref": definition} if definition else document)


def check_slack_message(message: dict[str, Any]) -> None:
    """Raises for what Slack refuses in a message: by its types, its SDK's models, and what both leave out."""
    blocks = message["blocks"]
    known = {"channel": message.get("channel", "C1"), "text": message["text"], "blocks": blocks}
    _slack("slack-block-kit.schema.json", "#/definitions/ShipmateMessage").validate(known)
    for block in Block.parse_all(blocks):
        block.to_dict()
    assert len(json.dumps(blocks, ensure_ascii=False)) <= 13_000
    assert all(text["text"] for text in _texts(blocks))
    for name in ("action_id", "block_id"):
        assert max(Counter(_values(blocks, name)).values(), default=0) <= 1


def check_slack_view(view: dict[str, Any]) -> None:
    """Raises for what Slack refuses in a modal."""
    _slack("slack-block-kit.schema.json", "#/definitions/ShipmateView").validate(view)
    for block in Block.parse_all(view["blocks"]):
        block.to_dict()
    assert len(view["private_metadata"]) <= 3000
    assert all(text["text"] for text in _texts(view))
    assert max(Counter(_values(view["blocks"], "block_id")).values(), default=0) <= 1


def check_slack_manifest(manifest: dict[str, Any]) -> None:
    """Raises where Slack refuses an app manifest."""
    _slack("slack-manifest.schema.json", "").validate(manifest)


def _texts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.get("type") in {"text", "plain_text"}:
            yield value
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _values(value: Any, name: str) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get(name), str):
            yield value[name]
        for each in value.values():
            yield from _values(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from _values(each, name)
