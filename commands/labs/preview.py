"""A lab as a learner would meet it, for its writer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from commands.labs import telling
from commands.labs.looking import Look
from commands.reply import Reply
from commands.request import Learner
from commands.store.labs import Progress
from content.goals import Goal
from content.labs import Lab

_DAY = datetime(2026, 1, 1, 9, tzinfo=UTC)
_LEARNER = Learner(1, 1, "terminal", "ana", "Ana", date(2026, 1, 1))
_NOTHING = Look({}, frozenset())


def preview(lab: Lab, following: Lab | None) -> Iterator[Reply]:
    """Yields the card; of each part a check that finds nothing and one that finds all of it; hints, and the debrief."""
    yield telling.card(lab, Progress(), _LEARNER, is_ready=True, in_company=False)
    for part in range(len(lab.parts)):
        before = Progress(part)
        yield telling.checked(_standing(lab, reached=False), before, before, _NOTHING, _LEARNER)
        is_last = part + 1 == len(lab.parts)
        after = Progress(part + 1, done_at=_DAY if is_last else None)
        yield telling.checked(_standing(lab, reached=True), before, after, _NOTHING, _LEARNER)
    yield telling.hinted(lab, Progress(hints=len(lab.hints)))
    yield telling.debriefed(lab, following)


def _standing(lab: Lab, *, reached: bool) -> Lab:
    """Returns the lab with goals that all are reached, or none is, where nothing is seen."""
    parts = (
        replace(part, items=tuple(replace(item, goal=Goal(item.goal.thing, absent=reached)) for item in part.items))
        for part in lab.parts
    )
    return replace(lab, parts=tuple(parts))
