"""What Discord sends, as far as a bot reads it: users, servers, messages, interactions."""

from __future__ import annotations

import time
from datetime import timedelta
from itertools import count
from typing import Any

from payloads import discord_components

APPLICATION, GUILD, CHANNEL, BOT = "900", "100", "200", "900"
MANAGE_GUILD = 1 << 5
COMMAND, PRESS, SUGGEST, SUBMIT = 2, 3, 4, 5

Body = dict[str, Any]

_DISCORD_EPOCH = 1_420_070_400_000
_SOME_TIME = "2026-01-01T00:00:00+00:00"
_EVERYTHING = str((1 << 50) - 1)
_numbers = count(1)


def snowflake(age: timedelta = timedelta(0)) -> str:
    """Returns a new id, as old as is asked for: Discord's ids carry the time of their making."""
    milliseconds = int((time.time() - age.total_seconds()) * 1000) - _DISCORD_EPOCH
    return str((milliseconds << 22) + next(_numbers) % (1 << 22))


def age_of(identity: str) -> timedelta:
    """Returns how long ago an id was made."""
    made = ((int(identity) >> 22) + _DISCORD_EPOCH) / 1000
    return timedelta(seconds=time.time() - made)


def user(identity: str, name: str, *, bot: bool = False) -> Body:
    return {"id": identity, "username": name, "discriminator": "0", "global_name": name, "avatar": None, "bot": bot}


def application() -> Body:
    return {
        "id": APPLICATION,
        "name": "shipmate",
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "owner": user("1", "owner"),
        "team": None,
    }


def ready(gateway: str) -> Body:
    return {
        "v": 10,
        "user": user(BOT, "shipmate", bot=True),
        "guilds": [{"id": GUILD, "unavailable": True}],
        "session_id": "session",
        "resume_gateway_url": gateway,
        "application": {"id": APPLICATION, "flags": 0},
    }


def guild() -> Body:
    empty = ("emojis", "features", "presences", "voice_states", "threads", "stickers", "stage_instances")
    numbers = (
        "verification_level",
        "default_message_notifications",
        "explicit_content_filter",
        "mfa_level",
        "premium_tier",
        "nsfw_level",
        "system_channel_flags",
    )
    return {
        "id": GUILD,
        "name": "Group",
        "owner_id": "1",
        "unavailable": False,
        "roles": [{"id": GUILD, "name": "@everyone", "permissions": _EVERYTHING, "position": 0, "color": 0}],
        "members": [member(BOT, "shipmate")],
        "member_count": 2,
        "channels": [{"id": CHANNEL, "type": 0, "name": "general", "position": 0, "permission_overwrites": []}],
        "guild_scheduled_events": [],
        "afk_timeout": 60,
        "preferred_locale": "en-US",
        **{name: [] for name in empty},
        **dict.fromkeys(numbers, 0),
    }


def member(identity: str, name: str, *, permissions: int = 0) -> Body:
    return {
        "user": user(identity, name, bot=identity == BOT),
        "roles": [],
        "joined_at": _SOME_TIME,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "permissions": str(permissions),
    }


def thread(message: str, channel: str, name: str) -> Body:
    """Returns a thread, which has the id of the message it hangs on."""
    return {
        "id": message,
        "type": 11,
        "guild_id": GUILD,
        "parent_id": channel,
        "owner_id": BOT,
        "name": name,
        "message_count": 0,
        "member_count": 1,
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": 1440,
            "archive_timestamp": _SOME_TIME,
            "locked": False,
        },
    }


def message(channel: str, sent: Body) -> Body:
    """Returns the message that was made of what the bot sent."""
    files = [
        {"id": snowflake(), "filename": each["filename"], "size": 1, "url": "https://cdn.example/f", "proxy_url": ""}
        for each in sent.get("attachments") or []
    ]
    return {
        "id": snowflake(),
        "channel_id": channel,
        "author": user(BOT, "shipmate", bot=True),
        "content": sent.get("content") or "",
        "timestamp": _SOME_TIME,
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": files,
        "embeds": [],
        "components": sent.get("components") or [],
        "pinned": False,
        "type": 0,
        "flags": sent.get("flags", 0),
        "edits": 0,
        **({"message_reference": sent["message_reference"]} if "message_reference" in sent else {}),
    }


def interaction(kind: int, data: Body, who: str, *, captain: bool, age: timedelta) -> Body:
    """Returns what is pushed when somebody types a command, presses a button or sends a form."""
    identity = snowflake(age)
    happened = {
        "id": identity,
        "application_id": APPLICATION,
        "type": kind,
        "data": data,
        "guild_id": GUILD,
        "channel_id": CHANNEL,
        "channel": {"id": CHANNEL, "type": 0, "name": "general", "permissions": "0"},
        "member": member(who, f"learner{who}", permissions=MANAGE_GUILD if captain else 0),
        "token": f"token{identity}",
        "version": 1,
        "locale": "en-GB",
        "app_permissions": "0",
        "entitlements": [],
        "authorizing_integration_owners": {},
        "context": 0,
        "attachment_size_limit": 10_485_760,
    }
    return {**happened, "message": message(CHANNEL, {})} if kind == PRESS else happened


def subcommand(name: str, **options: str) -> Body:
    """Returns what `/ship NAME` sends."""
    given = [{"type": 3, "name": key, "value": value} for key, value in options.items()]
    return {"id": "1", "name": "ship", "type": 1, "options": [{"type": 1, "name": name, "options": given}]}


def with_file(name: str, file: Body) -> Body:
    """Returns what `/ship NAME` with an attached file sends."""
    given = {"type": 11, "name": "file", "value": file["id"]}
    called = {"type": 1, "name": name, "options": [given]}
    return {"id": "1", "name": "ship", "type": 1, "options": [called], "resolved": {"attachments": {file["id"]: file}}}


def docker(line: str) -> Body:
    """Returns what `/docker LINE` sends."""
    return {"id": "2", "name": "docker", "type": 1, "options": [{"type": 3, "name": "line", "value": line}]}


def button(custom_id: str) -> Body:
    """Returns what a pressed button sends."""
    return {"component_type": 2, "custom_id": custom_id}


def filled(form: Body, **values: str) -> Body:
    """Returns what a form sends when these fields were written over."""
    inputs = [label["component"] for label in form["components"]]
    sent = [{"type": 4, "custom_id": each["custom_id"], "value": each.get("value", "")} for each in inputs]
    written = [{**each, "value": values.get(each["custom_id"], each["value"])} for each in sent]
    return {"custom_id": form["custom_id"], "components": [{"type": 18, "component": each} for each in written]}


def text_of(shown: Body) -> str:
    """Returns what a person reads in a message."""
    return "\n".join(each["content"] for each in discord_components(shown) if each["type"] == 10)


def buttons(shown: Body) -> list[str]:
    """Returns the identities of a message's buttons."""
    return [each["custom_id"] for each in discord_components(shown) if each["type"] == 2]
