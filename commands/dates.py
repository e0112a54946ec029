"""Dates and times in words, as a group's language writes them (CLDR's patterns and words, from Babel)."""

from __future__ import annotations

import re
from datetime import date, datetime, time, tzinfo
from functools import cache

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_skeleton, format_time, format_timedelta

DEFAULT_LOCALE = "en_GB"
"""What dates are written in unless a captain says otherwise."""


def day(at: date, locale: str) -> str:
    """Returns a day of the days around now: `Monday 23 November`."""
    return str(format_date(at, _in_full("MMMEd", locale), locale=locale))


def dated(at: date, locale: str) -> str:
    """Returns a day of any year: `23 November 2026`."""
    return str(format_date(at, _in_full("yMMMd", locale), locale=locale))


def whole_day(at: date, locale: str) -> str:
    """Returns a day with its weekday, of any year: `Monday 23 November 2026`."""
    return str(format_date(at, _in_full("yMMMEd", locale), locale=locale))


def day_of_month(at: date, locale: str) -> str:
    """Returns a day of this year: `23 November`."""
    return str(format_date(at, _in_full("MMMd", locale), locale=locale))


def month(at: date, locale: str) -> str:
    """Returns a month: `November 2026`."""
    return str(format_skeleton("yMMMM", at, locale=locale))


def short_day(at: date, locale: str) -> str:
    """Returns a day of this year where there is little room: `23 Nov`."""
    return str(format_skeleton("MMMd", at, locale=locale))


def hour(at: time, locale: str) -> str:
    """Returns a time of day: `09:00`, or `9:00 AM` where the clock has twelve hours."""
    return str(format_time(at, "short", locale=locale))


def day_and_hour(at: datetime, locale: str) -> str:
    """Returns both, in the language's order, and the zone: `Monday 23 November, 09:00 Europe/London`."""
    both = str(Locale.parse(locale).datetime_formats["medium"])
    return f"{both.format(hour(at.time(), locale), day(at, locale))} {zone(at.tzinfo)}"


def zone(of: tzinfo | None) -> str:
    """Returns a zone's name; UTC, which has eight names (CLDR's aliases), by the one that people say."""
    name = str(of)
    return "UTC" if get_global("zone_aliases").get(name, name) == "Etc/UTC" else name


def until(at: datetime, now: datetime, locale: str) -> str:
    """Returns how long it is to a moment, roughly: `in 14 hours`."""
    return str(format_timedelta(at - now, locale=locale, add_direction=True, threshold=1))


@cache
def _in_full(skeleton: str, locale: str) -> str:
    """Returns a language's own order of the parts of a date, with their names written out."""
    pattern = Locale.parse(locale).datetime_skeletons[skeleton].pattern
    return re.sub(r"(?<!M)MMM(?!M)", "MMMM", re.sub(r"E+|c+", "EEEE", pattern))
