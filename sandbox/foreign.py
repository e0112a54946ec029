"""Reads single values out of JSON that strangers wrote; what has the wrong type is as good as absent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

TEXT_LIMIT = 2000
"""Characters kept of one text; the longest CREATED BY of an official image has about 1,200."""


def text(value: Any, limit: int = TEXT_LIMIT) -> str:
    """A string, cut with an ellipsis, and with lone surrogates replaced so that it can be encoded."""
    if not isinstance(value, str):
        return ""
    cut = value if len(value) <= limit else value[: limit - 1] + "…"
    return cut.encode("utf-8", "replace").decode("utf-8")


def number(value: Any) -> int:
    """A count or size; anything but a non-negative integer is 0."""
    return value if type(value) is int and value >= 0 else 0


def table(value: Any) -> dict[str, Any]:
    """A JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def listing(value: Any) -> list[Any]:
    """A JSON array, or an empty one."""
    return value if isinstance(value, list) else []


def labels(value: Any) -> dict[str, str]:
    """Labels as an engine keeps them; what is no text is left out."""
    return {name: told for name, told in table(value).items() if isinstance(told, str)}


def moment(value: Any) -> datetime | None:
    """A time written as RFC 3339 or in seconds since 1970; Go's zero time counts as none."""
    try:
        if type(value) is int:
            return datetime.fromtimestamp(value, UTC) if value > 0 else None
        parsed = datetime.fromisoformat(value)
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    if parsed.year <= 1:
        return None
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
