"""Who stands where in a group, over which period."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from commands.quiz.scoring import Standing, ranked
from commands.request import Group
from commands.store import Transaction, scores


class Period(StrEnum):
    """What a leaderboard counts. A season is a calendar month in the group's zone."""

    WEEK = "week"
    SEASON = "season"
    ALL = "all"


def began(period: Period, group: Group, now: datetime) -> datetime | None:
    """Returns when the running period began; None where everything counts."""
    midnight = now.astimezone(group.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    match period:
        case Period.WEEK:
            return midnight - timedelta(days=midnight.weekday())
        case Period.SEASON:
            return midnight.replace(day=1)
        case Period.ALL:
            return None


def title(period: Period, group: Group, now: datetime) -> str:
    """Returns what the leaderboard of a period is called."""
    match period:
        case Period.WEEK:
            return "This week"
        case Period.SEASON:
            return f"Season {now.astimezone(group.zone):%B %Y}"
        case Period.ALL:
            return "All time"


async def of_group(transaction: Transaction, group: Group, period: Period, now: datetime) -> list[Standing]:
    """Returns the group's standings, best first."""
    return ranked(await scores.totals(transaction, group, began(period, group, now)))
