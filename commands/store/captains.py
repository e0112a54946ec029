"""Who has acted as a captain of a group, to be told what only captains can mend."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, delete, select

from commands.request import Asker, Learner
from commands.store.database import Transaction
from commands.store.insert import upsert
from commands.store.tables import captains, learners, places

_MOST = 5
"""Captains who are told of one trouble: those who acted last."""


async def remember(transaction: Transaction, learner: Learner, now: datetime) -> None:
    """Notes that a learner has acted as a captain."""
    await upsert(transaction, captains, {"learner_id": learner.id, "group_id": learner.group_id, "acted_at": now})


async def drop(transaction: Transaction, asker: Asker) -> None:
    """Notes that somebody is no captain of the group at this place, or no longer."""
    place = asker.place
    group_id = select(places.c.group_id).where(
        places.c.platform == place.platform, places.c.space == place.space, places.c.channel == place.channel
    )
    same = and_(
        learners.c.group_id == group_id.scalar_subquery(),
        learners.c.platform == place.platform,
        learners.c.user == asker.user,
    )
    no_captain = select(learners.c.id).where(same).scalar_subquery()
    await transaction.execute(delete(captains).where(captains.c.learner_id == no_captain))


async def of_group(transaction: Transaction, group_id: int, platform: str) -> list[str]:
    """Returns the users on this platform who acted as captains of a group last."""
    joined = captains.join(learners, learners.c.id == captains.c.learner_id)
    wanted = select(learners.c.user).select_from(joined)
    wanted = wanted.where(captains.c.group_id == group_id, learners.c.platform == platform)
    return list((await transaction.scalars(wanted.order_by(captains.c.acted_at.desc()).limit(_MOST))).all())
