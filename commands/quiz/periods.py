"""What a leaderboard counts: spans of local dates in the group's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from commands import dates

_BEFORE_ALL = date(1970, 1, 1)


class Period(StrEnum):
    """What a leaderboard counts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Season:
    """A period of a group's competition, first and last local date included.

    A captain has `chosen` it, or else it is what there is of a calendar month beside the chosen ones.
    """

    id: int
    group_id: int
    name: str
    first_day: date
    last_day: date
    chosen: bool
    announced: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """One day, week, month or season; `begins` tells it from the others of its kind."""

    period: Period
    begins: date
    season: Season | None = None


def span_of(period: Period, day: date) -> Span:
    """Returns the span of this kind that a local date lies in; weeks begin on Monday. A season is not told by a date."""
    match period:
        case Period.DAY:
            return Span(period, day)
        case Period.WEEK:
            return Span(period, day - timedelta(days=day.weekday()))
        case Period.MONTH:
            return Span(period, day.replace(day=1))
        case Period.ALL:
            return Span(period, _BEFORE_ALL)
        case Period.SEASON:
            raise ValueError("a season has dates of its own")


def season_span(season: Season) -> Span:
    """Returns the span of a season."""
    return Span(Period.SEASON, season.first_day, season)


def counted_spans(day: date, season: Season) -> tuple[Span, ...]:
    """Returns the spans whose totals a score event of this date belongs to."""
    return (
        span_of(Period.WEEK, day),
        span_of(Period.MONTH, day),
        season_span(season),
        span_of(Period.ALL, day),
    )


def title(span: Span, locale: str) -> str:
    """Returns what the leaderboard of a span is called: "November 2026", "Season Spring, 1 March to 31 May 2027"."""
    match span.period:
        case Period.DAY:
            return dates.day(span.begins, locale)
        case Period.WEEK:
            return f"Week from {dates.day_of_month(span.begins, locale)}"
        case Period.MONTH:
            return dates.month(span.begins, locale)
        case Period.SEASON:
            return season_title(span.season, locale) if span.season else "Season"
        case Period.ALL:
            return "All time"


def season_title(season: Season, locale: str) -> str:
    """Returns a season's name with its dates: "Season Spring, 1 March to 31 May 2027"."""
    if not season.chosen and season.name == month_name(season.first_day):
        return f"Season {dates.month(season.first_day, locale)}"
    first = dates.day_of_month(season.first_day, locale)
    last = dates.dated(season.last_day, locale)
    return f"Season {season.name}, {first} to {last}"


def month_name(day: date) -> str:
    """Returns what a season of this month is called where nobody chose a name: "2026-11"."""
    return f"{day:%Y-%m}"


def month_around(day: date) -> tuple[date, date]:
    """Returns the first and the last day of a date's month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
