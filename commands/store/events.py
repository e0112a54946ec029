"""Platform events already taken: platforms send one again when an acknowledgement got lost."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete

from commands.store.database import Transaction
from commands.store.insert import insert_if_new
from commands.store.tables import seen_events

_REMEMBERED_FOR = timedelta(hours=1)
"""Slack's last retry comes after five minutes; an hour leaves room for a queue."""


async def first_time(transaction: Transaction, platform: str, event: str, now: datetime) -> bool:
    """Says whether this event is new, and remembers it."""
    await transaction.execute(delete(seen_events).where(seen_events.c.seen_at < now - _REMEMBERED_FOR))
    return await insert_if_new(transaction, seen_events, {"platform": platform, "event": event[:200], "seen_at": now})
