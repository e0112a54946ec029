"""`/ship setup`: where and when the daily question comes. Without options it opens its panel."""

from __future__ import annotations

from datetime import date, time, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from commands.registry import Option, command
from commands.reply import Paragraph, Reply
from commands.request import Audience, Feedback, Request
from commands.services import Services
from commands.setting_up import plan
from commands.setting_up.panel import Standing, panel
from commands.setting_up.plan import Wishes
from commands.setting_up.reading import (
    Holidays,
    read_changes,
    read_days,
    read_duration,
    read_holidays,
    read_keep,
    read_locale,
    read_pause,
    read_time,
    read_zone,
)
from commands.setting_up.where import Here
from commands.store import Transaction, groups, keeping, rounds, troubles
from commands.text import say


class Page(StrEnum):
    """What of the panel is asked for; a form of its own opens by it."""

    BREAKS = "breaks"
    ANSWERS = "answers"


async def _complete_zone(request: Request, services: Services, typed: str) -> list[str]:  # noqa: ARG001
    wanted = typed.lower()
    return sorted(name for name in available_timezones() if wanted in name.lower())[:25]


@command("setup", "Sets where and when the daily question comes", audience=Audience.ONLY_YOU, captain=True)
async def setup(
    request: Request,
    services: Services,
    *,
    page: Annotated[Page | None, Option("Which part of it", "breaks")] = None,  # noqa: ARG001 - a form's name
    time: Annotated[time | None, Option("Time of day", "09:00", read_time, positional=False)] = None,
    zone: Annotated[
        ZoneInfo | None,
        Option("IANA time zone", "Europe/London", read_zone, positional=False, complete=_complete_zone),
    ] = None,
    days: Annotated[frozenset[int] | None, Option("Weekdays", "mon-fri", read_days, positional=False)] = None,
    open: Annotated[  # noqa: A002 - the typed word
        timedelta | None, Option("How long it stays open", "12h", read_duration, positional=False)
    ] = None,
    late: Annotated[
        timedelta | None,
        Option("How long after its time it may still come", "6h", read_duration, positional=False),
    ] = None,
    feedback: Annotated[
        Feedback | None, Option("When learners are told whether they were right", "at_closing", positional=False)
    ] = None,
    changes: Annotated[
        int | None, Option("How often an answer may be changed", "1", read_changes, positional=False)
    ] = None,
    keep: Annotated[
        int | None, Option("How long answers are kept, or forever", "12m", read_keep, positional=False)
    ] = None,
    here: Annotated[
        Here | None, Option("Whether questions come to this place, and to others", "yes", positional=False)
    ] = None,
    pause: Annotated[
        date | None, Option("The day on which questions come again, or off", "2027-01-04", read_pause, positional=False)
    ] = None,
    holidays: Annotated[
        Holidays | None, Option("Days without a question", "2026-12-24..2026-12-26", read_holidays, positional=False)
    ] = None,
    locale: Annotated[
        str | None, Option("The language of dates and numbers", "en-GB", read_locale, positional=False)
    ] = None,
) -> Reply:
    wishes = Wishes(time, zone, days, open, late, pause, holidays, here)
    async with services.store.begin() as transaction:
        if feedback is not None:
            await groups.set_feedback(transaction, request.group, feedback)
        if changes is not None:
            await groups.set_changes_of_mind(transaction, request.group, changes)
        if locale is not None:
            await groups.set_locale(transaction, request.group, locale)
        if keep is not None:
            await keeping.set_months(transaction, request.group, keep or None)
        if wishes.are_any:
            await plan.change(transaction, request, wishes, services.now())
        shown = await _shown(transaction, request, services)
    saved = wishes.are_any or any(each is not None for each in (feedback, changes, locale, keep))
    return Reply((Paragraph(say("Saved.")), *shown.parts)) if saved else shown


async def _shown(transaction: Transaction, request: Request, services: Services) -> Reply:
    group = await groups.get(transaction, request.group.id)
    asked = await rounds.last_asked(transaction, group)
    further = tuple((await groups.further_places(transaction, group)).values())
    standing = Standing(group, further, asked, await troubles.of_group(transaction, group))
    return Reply(panel(standing, request.place, services.now()))
