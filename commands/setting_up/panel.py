"""The panel of `/ship setup`: how things stand with the daily question, and what a captain may do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from babel import Locale

from commands import dates
from commands.quiz.schedule import UNTIL_RESUMED, next_opening
from commands.reply import Choice, Choices, Facts, Field, Form, Heading, Paragraph, Part
from commands.request import Group, Place, Schedule
from commands.setting_up.plan import NINE
from commands.setting_up.reading import ranges, write_days, write_duration, write_holidays, write_keep, write_pause
from commands.store.troubles import Trouble
from commands.text import Channel, Code, Text, counted, join, say

BREAKS = "setup breaks"
"""The command of the form for days without a question, and for late ones."""

ANSWERS = "setup answers"
"""The command of the form for what becomes of answers, and how they are written."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand: the group, its places beside the main one, the last local day that had its question, and why
    posting fails if it does.
    """

    group: Group
    further: tuple[Place, ...]
    asked: date | None
    troubles: list[Trouble]


def panel(standing: Standing, place: Place, now: datetime) -> tuple[Part, ...]:
    """Returns the panel as it is shown in a place."""
    group = standing.group
    sentences = (*_coming(group, standing.asked, now), *(_trouble(each, group) for each in standing.troubles))
    told: tuple[Part, ...] = (Heading(say("Daily question")), *map(Paragraph, sentences))
    if group.schedule is None:
        return (*told, _form(group, "Set up"), _answers(group))
    shown = (*told, Facts(tuple(_facts(standing, group.schedule))))
    buttons = Choices(tuple(_buttons(standing, group.schedule, place)))
    forms = (_form(group, "Change"), _breaks(group.schedule), _answers(group))
    return (*shown, *forms, *((buttons,) if buttons.items else ()))


def _coming(group: Group, asked: date | None, now: datetime) -> Iterator[Text]:
    """Yields when the next question comes, and why none comes today where one might expect it."""
    schedule = group.schedule
    if schedule is None:
        yield say("No daily question is set up: give a time and a zone.")
        return
    if group.opening is None:
        yield _nothing_planned(schedule)
        return
    opens = group.opening.at
    yield say(
        "Next question: {when}, {relative}.",
        when=group.moment(opens, "both"),
        relative=group.moment(opens, "relative", now),
    )
    expected = next_opening(schedule, now)
    if asked is not None and expected is not None and expected.day <= asked:
        yield say("The question of {day} has been asked already: a day has one.", day=dates.dated(asked, group.locale))


def _nothing_planned(schedule: Schedule) -> Text:
    if schedule.paused_until == UNTIL_RESUMED:
        return say("Paused: no question comes until a captain types {resume}.", resume=Code("/ship setup pause:off"))
    return say("No question is planned: no day ahead is free for one.")


def _trouble(trouble: Trouble, group: Group) -> Text:
    since = group.moment(trouble.since, "both")
    if trouble.place == group.place:
        return say("Trouble since {when}: {reason}", when=since, reason=trouble.reason)
    place = Channel(trouble.place.channel)
    return say("Trouble in {place} since {when}: {reason}", place=place, when=since, reason=trouble.reason)


def _facts(standing: Standing, schedule: Schedule) -> Iterator[tuple[str, Text]]:
    group = standing.group
    yield "Time of day", say("{time}", time=f"{schedule.at:%H:%M}")
    yield "Time zone", say("{zone}", zone=dates.zone(schedule.zone))
    yield "Weekdays", say("{days}", days=write_days(schedule.days))
    yield "Open for", say("{length}", length=write_duration(schedule.open_for))
    yield "Late by", say("{length} at most", length=write_duration(schedule.late_window))
    yield "Told when", say("{feedback}", feedback=group.feedback.value)
    yield "Changes", say("{changes}", changes=group.changes_of_mind)
    if group.locale != dates.DEFAULT_LOCALE:
        yield "Dates in", say("{language}", language=Locale.parse(group.locale).get_display_name("en") or group.locale)
    kept = group.keep_months
    yield "Answers kept", counted(kept, "month", "months", locale=group.locale) if kept else say("forever")
    if group.place is not None:
        yield "Place", (Channel(group.place.channel),)
    if standing.further:
        yield "Also in", join(((Channel(place.channel),) for place in standing.further), ", ")
    if schedule.paused_until is not None and schedule.paused_until != UNTIL_RESUMED:
        yield "Paused until", say("{day}", day=dates.dated(schedule.paused_until, group.locale))
    if schedule.holidays:
        yield "Holidays", join((_range(each, group.locale) for each in ranges(schedule.holidays)), ", ")


def _range(days: tuple[date, date], locale: str) -> Text:
    first, last = (dates.dated(day, locale) for day in days)
    return say("{day}", day=first) if first == last else say("{first} to {last}", first=first, last=last)


def _form(group: Group, label: str) -> Form:
    shown = group.schedule or Schedule(at=NINE, zone=group.zone)
    fields = (
        Field("time", "Time of day", f"{shown.at:%H:%M}", "09:00"),
        Field("zone", "Time zone", shown.zone.key, "Europe/London"),
        Field("days", "Weekdays", write_days(shown.days), "mon-fri, sat,sun or daily"),
        Field("open", "Open for", write_duration(shown.open_for), "30m to 24h"),
        Field("feedback", "Told when", group.feedback.value, "at_closing or at_once"),
    )
    return Form("setup", "Daily question", label, fields)


def _breaks(schedule: Schedule) -> Form:
    until = write_pause(schedule.paused_until)
    holidays = write_holidays(schedule.holidays)
    fields = (
        Field("pause", "Pause", until, "the day on which questions come again, such as 2027-01-04; or on, or off"),
        Field("holidays", "Holidays", holidays, "2026-12-25,2026-12-28..2027-01-01 or none"),
        Field(
            "late", "Late by", write_duration(schedule.late_window), "1m to 24h: a question later than that is left out"
        ),
    )
    return Form(BREAKS, "Pause, holidays, delay", "Pause, holidays, delay", fields)


def _answers(group: Group) -> Form:
    fields = (
        Field("changes", "Changes", str(group.changes_of_mind), "how often an answer may be changed, 0 to 9"),
        Field("keep", "Answers kept", write_keep(group.keep_months), "3m to 10y, or forever"),
        Field("locale", "Dates in", group.locale.replace("_", "-"), "a language, such as en-GB or de"),
    )
    return Form(ANSWERS, "Answers and language", "Answers and language", fields)


def _buttons(standing: Standing, schedule: Schedule, place: Place) -> Iterator[Choice]:
    if schedule.paused_until is not None:
        yield Choice("Resume", "setup pause:off")
    broken = any(trouble.place == place for trouble in standing.troubles)
    if place == standing.group.place:
        yield from (Choice("Try again", "setup here:yes"),) * broken
    elif place in standing.further:
        yield from (Choice("Try again", "setup here:also"),) * broken
        yield Choice("Not here any more", "setup here:no")
    else:
        yield Choice("Ask here", "setup here:yes")
        yield Choice("Ask here, too", "setup here:also")
