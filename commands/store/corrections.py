"""What captains have set right about rounds, and whether the group has been told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, insert, or_, select, update

from commands.quiz.round import Round, RoundState
from commands.store.database import Transaction
from commands.store.tables import corrections, places, rounds


@dataclass(frozen=True, slots=True)
class Correction:
    """A round's new key, or None where the round was voided."""

    id: int
    round_id: int
    key: tuple[int, ...] | None


async def add(
    transaction: Transaction, round_: Round, key: tuple[int, ...] | None, now: datetime, *, to_announce: bool
) -> int:
    """Notes a correction; returns its id, which its score events carry."""
    row = {
        "group_id": round_.group_id,
        "round_id": round_.id,
        "key": None if key is None else list(key),
        "created_at": now,
        "announced_at": None if to_announce else now,
    }
    return int(await transaction.scalar(insert(corrections).values(**row).returning(corrections.c.id)) or 0)


async def to_announce(transaction: Transaction, platforms: frozenset[str], now: datetime) -> list[Correction]:
    """Returns corrections that the groups on these platforms may be told of: a key only once it has been revealed."""
    told = or_(
        rounds.c.state == RoundState.VOIDED,
        and_(rounds.c.state == RoundState.CLOSED, rounds.c.revealed_at.is_not(None)),
    )
    unleased = or_(rounds.c.leased_until.is_(None), rounds.c.leased_until <= now)
    joined = corrections.join(rounds, rounds.c.id == corrections.c.round_id).join(
        places, places.c.id == rounds.c.place_id
    )
    wanted = select(corrections.c.id, corrections.c.round_id, corrections.c.key).select_from(joined)
    wanted = wanted.where(corrections.c.announced_at.is_(None), told, unleased, places.c.platform.in_(platforms))
    found = await transaction.execute(wanted.order_by(corrections.c.id))
    return [Correction(row.id, row.round_id, None if row.key is None else tuple(row.key)) for row in found]


async def record_announced(transaction: Transaction, correction: Correction, now: datetime) -> None:
    """Notes that the group has been told."""
    told = update(corrections).where(corrections.c.id == correction.id)
    await transaction.execute(told.values(announced_at=now))
