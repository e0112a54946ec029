"""What captains have set right about rounds, and whether the group has been told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, insert, update
from sqlalchemy.engine import RowMapping

from commands.quiz.posting import Posting
from commands.quiz.round import Round, RoundState
from commands.store.database import Transaction
from commands.store.postings import TRIED, on, posting, select_postings, unleased
from commands.store.tables import corrections, postings, rounds


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


async def to_announce(
    transaction: Transaction, platforms: frozenset[str], now: datetime
) -> list[tuple[Correction, Posting]]:
    """Returns the next correction that each place on these platforms may be told of: a key only once it is revealed."""
    of_round = corrections.c.round_id == postings.c.round_id
    wanted = select_postings.join(corrections, of_round).add_columns(
        corrections.c.id.label("correction"), corrections.c.key
    )
    done = and_(rounds.c.state.in_([RoundState.VOIDED, RoundState.CLOSED]), postings.c.over_at.is_not(None), TRIED)
    behind = and_(corrections.c.announced_at.is_(None), postings.c.told_of < corrections.c.id)
    wanted = wanted.where(done, behind, on(platforms), unleased(now)).order_by(corrections.c.id.desc())
    rows = (await transaction.execute(wanted)).mappings()
    first = {row["id"]: row for row in rows}
    return [(_correction(row), posting(row)) for row in first.values()]


def _correction(row: RowMapping) -> Correction:
    return Correction(row["correction"], row["round_id"], None if row["key"] is None else tuple(row["key"]))


async def record_announced(transaction: Transaction, correction: Correction, now: datetime) -> None:
    """Notes that the group has been told."""
    told = update(corrections).where(corrections.c.id == correction.id)
    await transaction.execute(told.values(announced_at=now))
