"""What captains type about the daily question, read and written. Readers raise ValueError with one sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from difflib import get_close_matches
from enum import Enum
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError

from commands.quiz.schedule import UNTIL_RESUMED
from commands.text import shorten

NOT_PAUSED = date.min
"""What `pause:off` is read as."""

_DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = timedelta(days=1)
_LONGEST_BREAK = 100
"""Days of one range of holidays."""


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
    """Reads a length of time, such as a question stays open: 30m, 8h. One minute to 24 hours."""
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


FOR_EVER = 0
"""What stands for answers that are kept without end."""


def read_keep(typed: str) -> int:
    """Reads how many months answers are kept: 12m, 2y, or forever. At least three months, so that a season is whole."""
    wanted = typed.strip().lower()
    if wanted in {"forever", "off"}:
        return FOR_EVER
    found = re.fullmatch(r"(\d{1,3})\s*(m|months?|y|years?)", wanted)
    months = int(found[1]) * (12 if found[2].startswith("y") else 1) if found else 0
    if not 3 <= months <= 120:
        raise ValueError(
            f"“{shorten(typed, 20)}” is no time from 3 months to 10 years: type it as 12m or 2y, or forever."
        )
    return months


def write_keep(months: int | None) -> str:
    """Returns how long answers are kept as it is typed."""
    return "forever" if months is None else f"{months}m"


def read_date(typed: str) -> date:
    """Reads a date such as 2027-01-04."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", typed.strip()):
            return date.fromisoformat(typed.strip())
    except ValueError:
        pass
    raise ValueError(f"“{shorten(typed, 30)}” is no date: type year, month and day, such as 2027-01-04.")


def read_pause(typed: str) -> date:
    """Reads until when no question comes: a date, `on` until somebody resumes, `off` not at all."""
    word = typed.strip().lower()
    if word in {"off", "none", "no"}:
        return NOT_PAUSED
    if word in {"on", "yes"}:
        return UNTIL_RESUMED
    try:
        return read_date(word)
    except ValueError:
        raise ValueError(
            f"“{shorten(typed, 30)}” is no pause: type the day on which questions come again, such as 2027-01-04,"
            " or on or off."
        ) from None


def write_pause(until: date | None) -> str:
    """Returns a pause as it is typed."""
    if until is None:
        return "off"
    return "on" if until == UNTIL_RESUMED else until.isoformat()


class Change(Enum):
    """What becomes of the holidays there are."""

    REPLACE = ""
    ADD = "+"
    REMOVE = "-"


@dataclass(frozen=True, slots=True)
class Holidays:
    """Holidays as a captain types them: a new list, or some to add or to remove."""

    change: Change
    days: frozenset[date]

    def applied(self, old: frozenset[date]) -> frozenset[date]:
        """Returns what becomes of the holidays there were."""
        match self.change:
            case Change.ADD:
                return old | self.days
            case Change.REMOVE:
                return old - self.days
            case _:
                return self.days


def read_holidays(typed: str) -> Holidays:
    """Reads `2026-12-25,2026-12-28..2027-01-01`, the same behind `+` or `-` to add or remove, or `none`."""
    text = typed.strip().lower()
    if text == "none":
        return Holidays(Change.REPLACE, frozenset())
    change = Change(text[0]) if text[:1] in {"+", "-"} else Change.REPLACE
    pieces = re.split(r"[,\s]+", text.removeprefix(change.value).strip())
    return Holidays(change, frozenset(day for piece in pieces for day in _read_range(piece)))


def _read_range(typed: str) -> list[date]:
    first, dots, last = typed.partition("..")
    try:
        begins = read_date(first)
        ends = read_date(last) if dots else begins
    except ValueError:
        raise ValueError(
            f"“{shorten(typed, 40)}” is no list of days: type dates such as 2026-12-25 or 2026-12-24..2027-01-03,"
            " with commas between them, or none."
        ) from None
    if not 0 <= (ends - begins).days < _LONGEST_BREAK:
        raise ValueError(
            f"“{shorten(typed, 40)}” is no range of up to {_LONGEST_BREAK} days: type its first day, two dots and its"
            " last, such as 2026-12-24..2027-01-03."
        )
    return [begins + ahead * _DAY for ahead in range((ends - begins).days + 1)]


def write_holidays(days: frozenset[date]) -> str:
    """Returns holidays as they are typed: the shortest form that `read_holidays` reads back."""
    written = (first.isoformat() if first == last else f"{first}..{last}" for first, last in ranges(days))
    return ",".join(written) or "none"


def ranges(days: frozenset[date]) -> list[tuple[date, date]]:
    """Returns days as ranges without a gap, in order."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] == _DAY and (day - found[-1][0]).days < _LONGEST_BREAK:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def read_locale(typed: str) -> str:
    """Reads a language such as en, en-GB or de; returns it as Babel names it."""
    try:
        return str(Locale.parse(typed.strip(), sep="-" if "-" in typed else "_"))
    except (UnknownLocaleError, ValueError):
        raise ValueError(
            f"“{shorten(typed, 20)}” is no language that dates can be written in: type its code, such as en, en-GB or de."
        ) from None
