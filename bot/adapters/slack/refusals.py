"""What goes wrong with Slack's Web API, in words for a captain."""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

TROUBLE = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)
"""Everything that a call can end with but an answer."""

ABSENT = frozenset({"not_in_channel", "channel_not_found", "is_archived"})
"""Codes of a channel in which the bot can't post."""

UNKNOWN_TOKEN = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type"}
)

_PASSING = frozenset({"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"})

_AGAIN = "Slack no longer accepts the bot's token: install the app again."
_REASONS = {
    "not_in_channel": "The bot is not in the channel: type /invite @Shipmate there.",
    "channel_not_found": "The bot can't see the channel: type /invite @Shipmate there.",
    "is_archived": "The channel is archived: type /ship setup here:yes in another one.",
    "restricted_action": "The workspace lets only some people post in the channel: allow Shipmate, or use another one.",
    "message_not_found": "The message is gone.",
    "thread_not_found": "The message is gone.",
    "missing_scope": "The app lacks a permission: paste the manifest again and reinstall the app.",
    **dict.fromkeys(_PASSING, "Slack is too busy to take the message right now."),
    **dict.fromkeys(UNKNOWN_TOKEN, _AGAIN),
}


def code(trouble: BaseException) -> str:
    """Returns Slack's word for a refusal; empty where there was no proper answer at all."""
    answer = trouble.response if isinstance(trouble, SlackApiError) else None
    return str(answer.get("error") or "") if isinstance(answer, AsyncSlackResponse) else ""


def passing(trouble: BaseException) -> bool:
    """Says whether the same may work later."""
    return code(trouble) in {"", *_PASSING}


def reason(trouble: BaseException) -> str:
    """Returns one sentence on what went wrong, and how to mend it."""
    word = code(trouble)
    if not word:
        return "Slack can't be reached right now."
    return _REASONS.get(word, f"Slack refuses the message ({word}).")
