"""`/ship setup`: where and when the daily question comes. Without options it opens its panel."""

from __future__ import annotations

import re
from datetime import time, timedelta
from difflib import get_close_matches
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from commands.quiz.schedule import next_opening
from commands.registry import Option, command
from commands.reply import Facts, Field, Form, Heading, Paragraph, Reply
from commands.request import Audience, Feedback, Group, Request, Schedule
from commands.services import Services
from commands.store import groups
from commands.text import Moment, Text, say, shorten

_DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_time(typed: str) -> time:
    """Reads a wall time such as 9:00, 09:00 or 21:30."""
    found = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", typed.strip())
    if not found:
        raise ValueError(
            f"“{shorten(typed, 20)}” is not a time of day: type hours and minutes, such as 09:00 or 21:30."
        )
    return time(int(found[1]), int(found[2]))


def read_zone(typed: str) -> ZoneInfo:
    """Reads an IANA zone name in any case; names the nearest one for a typo."""
    zones = {name.lower(): name for name in available_timezones()}
    wanted = typed.strip().lower()
    if wanted not in zones:
        near = get_close_matches(wanted, zones, n=1, cutoff=0.6)
        instead = zones[near[0]] if near else "Europe/London"
        raise ValueError(f"“{shorten(typed, 40)}” is not a time zone: type an IANA name, such as {instead}.")
    return ZoneInfo(zones[wanted])


def read_days(typed: str) -> frozenset[int]:
    """Reads weekdays: daily, mon-fri, sat,sun. ISO weekdays, Monday 1."""
    text = typed.strip().lower()
    if text in {"daily", "all", "every", "everyday"}:
        return frozenset(range(1, 8))
    days: set[int] = set()
    for piece in text.split(","):
        first, dash, last = piece.strip().partition("-")
        if first[:3] not in _DAY_NAMES or (dash and last.strip()[:3] not in _DAY_NAMES):
            raise ValueError(f"“{shorten(typed, 40)}” is no list of weekdays: type mon-fri, sat,sun or daily.")
        start = _DAY_NAMES.index(first[:3])
        end = _DAY_NAMES.index(last.strip()[:3]) if dash else start
        days.update((start + step) % 7 + 1 for step in range((end - start) % 7 + 1))
    return frozenset(days)


def read_duration(typed: str) -> timedelta:
    """Reads how long a question stays open: 30m, 8h. One minute to 24 hours."""
    found = re.fullmatch(r"(\d{1,4})\s*(m|min|minutes?|h|hours?)", typed.strip().lower())
    if found:
        span = timedelta(**{"hours" if found[2].startswith("h") else "minutes": int(found[1])})
        if timedelta(minutes=1) <= span <= timedelta(hours=24):
            return span
    raise ValueError(
        f"“{shorten(typed, 20)}” is no length of time up to a day: type minutes or hours, such as 30m or 12h."
    )


def write_days(days: frozenset[int]) -> str:
    """Returns weekdays as they are typed: the shortest form that `read_days` reads back."""
    if len(days) == 7:
        return "daily"
    if days == frozenset(range(1, 6)):
        return "mon-fri"
    return ",".join(_DAY_NAMES[day - 1] for day in sorted(days))


def write_duration(span: timedelta) -> str:
    """Returns a duration as it is typed."""
    minutes = span // timedelta(minutes=1)
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"


def read_changes(typed: str) -> int:
    """Reads how often an answer may be replaced: 0 to 9 times."""
    if not re.fullmatch(r"[0-9]", typed.strip()):
        raise ValueError(f"“{shorten(typed, 20)}” is no number of changes: type a digit, such as 1, or 0 for none.")
    return int(typed)


async def _complete_zone(request: Request, services: Services, typed: str) -> list[str]:  # noqa: ARG001
    wanted = typed.lower()
    return sorted(name for name in available_timezones() if wanted in name.lower())[:25]


@command("setup", "Sets where and when the daily question comes", audience=Audience.ONLY_YOU, captain=True)
async def setup(
    request: Request,
    services: Services,
    *,
    time: Annotated[time | None, Option("Time of day", "09:00", read_time, positional=False)] = None,
    zone: Annotated[
        ZoneInfo | None,
        Option("IANA time zone", "Europe/London", read_zone, positional=False, complete=_complete_zone),
    ] = None,
    days: Annotated[frozenset[int] | None, Option("Weekdays", "mon-fri", read_days, positional=False)] = None,
    open: Annotated[  # noqa: A002 - the typed word
        timedelta | None, Option("How long it stays open", "12h", read_duration, positional=False)
    ] = None,
    feedback: Annotated[
        Feedback | None, Option("When learners are told whether they were right", "at_closing", positional=False)
    ] = None,
    changes: Annotated[
        int | None, Option("How often an answer may be changed", "1", read_changes, positional=False)
    ] = None,
) -> Reply:
    planned = any(each is not None for each in (time, zone, days, open))
    if not planned and feedback is None and changes is None:
        return _panel(request.group, services)
    group = request.group
    async with services.store.begin() as transaction:
        if feedback is not None:
            await groups.set_feedback(transaction, group, feedback)
        if changes is not None:
            await groups.set_changes_of_mind(transaction, group, changes)
        if planned:
            schedule = _changed(group, time, zone, days, open)
            opens = next_opening(schedule, services.now())
            await groups.set_schedule(transaction, group, schedule, request.place, opens)
        group = await groups.get(transaction, group.id)
    return Reply((Paragraph(say("Saved.")), *_panel(group, services).parts))


def _changed(
    group: Group,
    at: time | None,
    zone: ZoneInfo | None,
    days: frozenset[int] | None,
    open_for: timedelta | None,
) -> Schedule:
    """Returns the group's schedule with what was given in place of what was."""
    old = group.schedule or Schedule(at=_NINE, zone=group.zone)
    return Schedule(
        at=old.at if at is None else at,
        zone=zone or old.zone,
        days=days or old.days,
        open_for=open_for or old.open_for,
        late_window=old.late_window,
    )


_NINE = time(9)


def _next(group: Group, services: Services) -> Text:
    if group.next_open_at is None:
        return say("No daily question is set up: give a time and a zone.")
    opens = group.next_open_at.astimezone(group.zone)
    return say(
        "Next question: {when}, {relative}.",
        when=Moment(opens, "both"),
        relative=Moment(opens, "relative", services.now()),
    )


def _panel(group: Group, services: Services) -> Reply:
    plan = group.schedule
    shown = plan or Schedule(at=_NINE, zone=group.zone)
    values = {
        "time": f"{shown.at:%H:%M}",
        "zone": shown.zone.key,
        "days": write_days(shown.days),
        "open": write_duration(shown.open_for),
        "feedback": group.feedback.value,
    }
    labels = {
        "time": ("Time of day", "09:00"),
        "zone": ("Time zone", "Europe/London"),
        "days": ("Weekdays", "mon-fri, sat,sun or daily"),
        "open": ("Open for", "30m to 24h"),
        "feedback": ("Told when", "at_closing or at_once"),
    }
    facts = tuple((labels[name][0], say("{value}", value=value)) for name, value in values.items())
    facts += (("Changes", say("{changes}", changes=group.changes_of_mind)),)
    fields = tuple(Field(name, labels[name][0], value, labels[name][1]) for name, value in values.items())
    return Reply(
        (
            Heading(say("Daily question")),
            Paragraph(_next(group, services)),
            *((Facts(facts),) if plan else ()),
            Form("setup", "Daily question", "Set up" if plan is None else "Change", fields),
        )
    )
