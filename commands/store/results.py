"""What closed rounds say of their questions: sums a round, written once, so that no answer is read again."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from commands.quiz.quality import Sums
from commands.quiz.round import Round, RoundState
from commands.quiz.selection import Item, Past
from commands.request import Group
from commands.store.database import Transaction
from commands.store.insert import upsert
from commands.store.tables import answers, round_results, rounds, score_events

_NUMBERS = [each.name for each in fields(Sums) if each.name != "chosen"]
_LOOKED_BACK = timedelta(days=90)
_FEWEST_ROUNDS = 5
"""Other rounds that a learner needs for a score that says something."""


async def rests(transaction: Transaction, round_: Round, now: datetime) -> dict[int, float]:
    """Returns the mean points of each learner of the group in other rounds of the last 90 days, if there are five."""
    count = func.count(score_events.c.round_id.distinct())
    wanted = (
        select(score_events.c.learner_id, func.sum(score_events.c.points), count)
        .where(score_events.c.group_id == round_.group_id, score_events.c.created_at > now - _LOOKED_BACK)
        .where(score_events.c.round_id != round_.id)
        .group_by(score_events.c.learner_id)
        .having(count >= _FEWEST_ROUNDS)
    )
    return {learner: int(points) / played for learner, points, played in await transaction.execute(wanted)}


async def record(transaction: Transaction, round_: Round, sums: Sums) -> Item:
    """Keeps what a closed round's answers add up to; doing it again replaces it. Returns the question asked."""
    item = await item_of(transaction, round_)
    row = {name: getattr(sums, name) for name in _NUMBERS}
    row |= {"round_id": round_.id, "group_id": round_.group_id, "chosen": list(sums.chosen)}
    row |= {"question_id": round_.question_id, "question_version": item[1]}
    await upsert(transaction, round_results, row)
    return item


async def drop(transaction: Transaction, round_: Round) -> Item:
    """Takes a round's answers out of what is known of its question; returns the question asked."""
    await transaction.execute(delete(round_results).where(round_results.c.round_id == round_.id))
    return await item_of(transaction, round_)


async def item_of(transaction: Transaction, round_: Round) -> Item:
    """Returns the question of a round, in the version that it asked."""
    version = await transaction.scalar(select(rounds.c.question_version).where(rounds.c.id == round_.id))
    return round_.question_id, str(version)


async def past(transaction: Transaction, group: Group) -> list[Past]:
    """Returns the questions that the group had, oldest first. What could not be posted in time was not asked."""
    joined = rounds.outerjoin(round_results, round_results.c.round_id == rounds.c.id)
    wanted = select(rounds.c.question_id, round_results.c.answers, round_results.c.right).select_from(joined)
    wanted = wanted.where(rounds.c.group_id == group.id, rounds.c.state != RoundState.SKIPPED)
    found = await transaction.execute(wanted.order_by(rounds.c.local_date))
    return [Past(row[0], row[1] or 0, row[2] or 0.0) for row in found]


async def of_item(transaction: Transaction, item: Item) -> Sums:
    """Returns what all groups' answers to a question in one version add up to, but for the single options."""
    columns = [func.coalesce(func.sum(round_results.c[name]), 0) for name in _NUMBERS]
    same = (round_results.c.question_id == item[0], round_results.c.question_version == item[1])
    row = (await transaction.execute(select(*columns).where(*same))).one()
    return Sums(**dict(zip(_NUMBERS, row, strict=True)))


async def of_all(transaction: Transaction) -> dict[Item, Sums]:
    """Returns what is known of every question in every version, all groups together."""
    known: dict[Item, Sums] = {}
    for row in await transaction.execute(select(round_results)):
        item = (row.question_id, row.question_version)
        numbers = {name: getattr(row, name) for name in _NUMBERS}
        known[item] = known.get(item, Sums()) + Sums(chosen=tuple(row.chosen), **numbers)
    return known


async def learners_by_question(transaction: Transaction, group: Group) -> dict[str, set[int]]:
    """Returns who of the group, as far as they are still there, answered each question."""
    wanted = select(rounds.c.question_id, answers.c.learner_id).join(rounds, rounds.c.id == answers.c.round_id)
    found: dict[str, set[int]] = {}
    for question_id, learner_id in await transaction.execute(wanted.where(rounds.c.group_id == group.id)):
        found.setdefault(question_id, set()).add(learner_id)
    return found
