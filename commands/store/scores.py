"""Score events. Whoever appends one adds it to the totals in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.dialects import postgresql, sqlite

from commands.quiz.round import Round, RoundState
from commands.request import Learner
from commands.store import totals
from commands.store.database import Transaction
from commands.store.tables import rounds, score_events

ANSWER = "answer"
"""The cause of points for a daily answer."""

VOIDED, REKEYED = "voided", "rekeyed"
"""The causes of points given or taken when a round is corrected."""

_ROWS_AT_ONCE = 500


async def give(
    transaction: Transaction, round_: Round, learner_id: int, points: int, now: datetime, *, cause: str = ANSWER
) -> None:
    """Appends a score event; a second one for the same round, learner and cause changes nothing."""
    await give_all(transaction, round_, {learner_id: points}, now, cause=cause)


async def give_all(
    transaction: Transaction,
    round_: Round,
    gained: Mapping[int, int],
    now: datetime,
    *,
    cause: str = ANSWER,
    correction: int = 0,
) -> None:
    """Appends a score event for each learner, as `give` does for one; each correction may append one of its own."""
    kind = postgresql if transaction.dialect.name == "postgresql" else sqlite
    rows = [
        {
            "group_id": round_.group_id,
            "learner_id": learner_id,
            "round_id": round_.id,
            "cause": cause,
            "correction": correction,
            "points": points,
            "created_at": now,
        }
        for learner_id, points in sorted(gained.items())
    ]
    new: dict[int, int] = {}
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        made = kind.insert(score_events).values(rows[start : start + _ROWS_AT_ONCE]).on_conflict_do_nothing()
        found = await transaction.execute(made.returning(score_events.c.learner_id, score_events.c.points))
        new |= {row.learner_id: row.points for row in found}
    if new:
        await totals.add(transaction, round_.group_id, round_.local_date, new)


async def correct(
    transaction: Transaction, round_: Round, wanted: Mapping[int, int], now: datetime, *, cause: str, number: int
) -> int:
    """Appends what brings each learner, of those who have points for the round, to the points wanted.

    `number` is the id of the correction, `cause` its kind. Returns how many learners' points change.
    """
    summed = select(score_events.c.learner_id, func.sum(score_events.c.points).label("points"))
    summed = summed.where(score_events.c.round_id == round_.id).group_by(score_events.c.learner_id)
    held = {row.learner_id: int(row.points) for row in await transaction.execute(summed)}
    changes = {each: wanted[each] - points for each, points in held.items() if wanted.get(each, points) != points}
    await give_all(transaction, round_, changes, now, cause=cause, correction=number)
    return len(changes)


async def of_learner(transaction: Transaction, learner: Learner) -> tuple[int, int, int]:
    """Returns the learner's points, scored answers and right answers (those that give points)."""
    mine = and_(score_events.c.learner_id == learner.id, rounds.c.state != RoundState.VOIDED)
    summed = select(func.sum(score_events.c.points).label("points")).join(
        rounds, rounds.c.id == score_events.c.round_id
    )
    each = summed.where(mine).group_by(score_events.c.round_id).subquery()
    right = func.count().filter(each.c.points > 0)
    row = (await transaction.execute(select(func.coalesce(func.sum(each.c.points), 0), func.count(), right))).one()
    return int(row[0]), int(row[1]), int(row[2])
