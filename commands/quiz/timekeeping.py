"""Keeping openings true: a zone's rules may change after the next opening was derived from them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import structlog

from commands.quiz.schedule import opening_from
from commands.services import Services
from commands.store import groups

_log = structlog.get_logger(__name__)


async def derive_openings(services: Services) -> None:
    """Derives every coming opening again from its local date, by the rules as the machine has them now."""
    ZoneInfo.clear_cache()
    async with services.store.begin() as transaction:
        waiting = await groups.waiting_to_open(transaction, services.now())
    for group in waiting:
        assert group.schedule is not None
        assert group.opening is not None
        opening = opening_from(group.schedule, group.opening.day)
        if opening != group.opening:
            async with services.store.begin() as transaction:
                await groups.move_next_opening(transaction, group, opening)
            _log.info("moved an opening with its zone's rules", group=group.id, zone=group.zone.key)
