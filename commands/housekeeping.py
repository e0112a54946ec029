"""Once a day: what groups keep no longer goes, and groups that the bot left a month ago."""

from __future__ import annotations

import structlog

from commands.services import Services
from commands.store import Transaction, keeping, notes

_log = structlog.get_logger(__name__)

_NOTE = "housekeeping"
_PIECES = 20
"""Pieces at a time: what is left then goes on with the next steps, since questions must not wait for this."""


async def take_due(services: Services) -> None:
    """Clears away some of what is due, unless all of it went today. Whatever is killed, the rest goes next time."""
    now = services.now()
    today = f"{now:%Y-%m-%d}"
    if await services.store.read(lambda transaction: notes.get(transaction, _NOTE)) == today:
        return

    async def clear(transaction: Transaction) -> int:
        return await keeping.clear_some(transaction, now)

    for _ in range(_PIECES):
        rows = await services.store.write(clear)
        if not rows:
            await services.store.write(lambda transaction: notes.put(transaction, _NOTE, today))
            return
        _log.info("cleared away", rows=rows)
