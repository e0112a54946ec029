"""How long things are kept: answers as long as a group wishes, groups for a while after the bot was taken out.

Everything goes in small pieces, so that nobody waits long behind it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, and_, delete, or_, select, tuple_, update

from commands.quiz.round import RoundState
from commands.request import Group
from commands.store.answers import EMPTIED
from commands.store.database import Transaction
from commands.store.tables import (
    answers,
    groups,
    kept_lines,
    live_answers,
    metadata,
    practices,
    question_reports,
    rounds,
    spaces,
    tries,
)

AFTER_LEAVING = timedelta(days=30)
"""For how long a group's data waits for the bot to be asked in again."""

_PIECE = 500
"""Rows that one transaction changes or deletes."""

_MONTH = timedelta(days=365.25 / 12)


async def set_months(transaction: Transaction, group: Group, months: int | None) -> None:
    """Stores for how many months the group's answers are kept; None for ever."""
    await transaction.execute(update(groups).where(groups.c.id == group.id).values(keep_months=months))


async def leave(
    transaction: Transaction, platform: str, space: str, now: datetime, *, inside: str | None = None
) -> None:
    """Notes that the bot was taken out of a space, and of those whose name begins with `inside`."""
    there = spaces.c.space == space
    if inside is not None:
        there = or_(there, spaces.c.space.startswith(inside, autoescape=True))
    known = select(spaces.c.group_id).where(spaces.c.platform == platform, there)
    still_in = and_(groups.c.id.in_(known), groups.c.left_at.is_(None))
    await transaction.execute(update(groups).where(still_in).values(left_at=now))


async def come_back(transaction: Transaction, platform: str, space: str) -> None:
    """Notes that the bot is in a space again."""
    known = select(spaces.c.group_id).where(spaces.c.platform == platform, spaces.c.space == space)
    await transaction.execute(update(groups).where(groups.c.id.in_(known)).values(left_at=None))


async def spaces_of(transaction: Transaction, platform: str) -> dict[str, bool]:
    """Returns every space of a platform that has a group, and whether the bot counts as taken out of it."""
    joined = spaces.join(groups, groups.c.id == spaces.c.group_id)
    wanted = select(spaces.c.space, groups.c.left_at).select_from(joined).where(spaces.c.platform == platform)
    return {row.space: row.left_at is not None for row in await transaction.execute(wanted)}


async def clear_some(transaction: Transaction, now: datetime) -> int:
    """Deletes or empties some of what is kept no longer; returns how many rows that were, 0 once all is done."""
    gone = select(groups.c.id).where(groups.c.left_at <= now - AFTER_LEAVING).order_by(groups.c.id)
    for group_id in (await transaction.scalars(gone)).all():
        return await _delete_some(transaction, group_id)
    limited = select(groups.c.id, groups.c.keep_months).where(groups.c.keep_months.is_not(None)).order_by(groups.c.id)
    for group_id, months in (await transaction.execute(limited)).all():
        if changed := await _empty_some(transaction, group_id, now - months * _MONTH):
            return changed
    return 0


async def _delete_some(transaction: Transaction, group_id: int) -> int:
    """Deletes rows of a group, those that others point to last, and at the very end the group."""
    for table in reversed(metadata.sorted_tables):
        if "group_id" in table.c and (rows := await _delete(transaction, table, table.c.group_id == group_id)):
            return rows
    return await _delete(transaction, groups, groups.c.id == group_id)


async def _empty_some(transaction: Transaction, group_id: int, before: datetime) -> int:
    """Takes from closed rounds what was chosen and when, and deletes what learners did alone or live.

    That they answered stays, and so do their points: streaks and totals remain true.
    """
    over = rounds.c.state.in_([RoundState.CLOSED, RoundState.VOIDED])
    old = select(answers.c.id).join(rounds, rounds.c.id == answers.c.round_id)
    old = old.where(rounds.c.group_id == group_id, rounds.c.closes_at < before, over, answers.c.choice != EMPTIED)
    closing = select(rounds.c.closes_at).where(rounds.c.id == answers.c.round_id).scalar_subquery()
    emptied = update(answers).where(answers.c.id.in_(old.limit(_PIECE)))
    changed = (await transaction.execute(emptied.values(choice=EMPTIED, answered_at=closing))).rowcount
    unused = ~select(tries.c.id).where(tries.c.practice_id == practices.c.id).exists()
    for table, condition in (
        (tries, tries.c.answered_at < before),
        (practices, and_(practices.c.started_at < before, unused)),
        (live_answers, live_answers.c.received_at < before),
        (kept_lines, kept_lines.c.created_at < before),
        (question_reports, question_reports.c.created_at < before),
    ):
        changed += await _delete(transaction, table, and_(table.c.group_id == group_id, condition))
    return changed


async def _delete(transaction: Transaction, table: Table, condition: ColumnElement[bool]) -> int:
    key = tuple_(*table.primary_key.columns)
    some = select(*table.primary_key.columns).where(condition).limit(_PIECE)
    return (await transaction.execute(delete(table).where(key.in_(some)))).rowcount
