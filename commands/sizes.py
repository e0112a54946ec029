"""Sizes and ages as docker prints them."""

from __future__ import annotations

from datetime import datetime

_UNITS = ("B", "kB", "MB", "GB", "TB")


def size(number: int) -> str:
    """Returns bytes with three significant digits and decimal units, as docker does: 0B, 7.34MB, 128MB."""
    amount, unit = float(number), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.3g}{_UNITS[unit]}" if amount < 1000 else f"{amount:.0f}{_UNITS[unit]}"


def age(then: datetime | None, now: datetime) -> str:
    """Returns how long ago something happened: `3 minutes ago`; `N/A` where nobody says when."""
    return "N/A" if then is None or then.year < 1980 else f"{duration((now - then).total_seconds())} ago"


def duration(seconds: float) -> str:
    """Returns a length of time in one unit, as docker rounds it (HumanDuration of docker/go-units)."""
    whole = max(int(seconds), 0)
    if whole < 60:
        return ("Less than a second", "1 second")[whole] if whole < 2 else f"{whole} seconds"
    if whole < 3600:
        return "About a minute" if whole < 120 else f"{whole // 60} minutes"
    hours = int(seconds / 3600 + 0.5)
    if hours < 48:
        return "About an hour" if hours == 1 else f"{hours} hours"
    days = hours // 24
    for number, unit, below in ((days, "days", 14), (days // 7, "weeks", 60), (days // 30, "months", 730)):
        if days < below:
            return f"{number} {unit}"
    return f"{whole // 86400 // 365} years"


def bar(part: int, whole: int, width: int = 12) -> str:
    """Returns a bar of block characters for `part` of `whole`; anything above nothing shows at least a sliver."""
    if whole <= 0 or part <= 0:
        return ""
    eighths = max(round(part / whole * width * 8), 1)
    full, rest = divmod(min(eighths, width * 8), 8)
    return "█" * full + " ▏▎▍▌▋▊▉"[rest].strip()
