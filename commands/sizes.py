"""Sizes and ages as docker prints them."""

from __future__ import annotations

from datetime import datetime

_UNITS = ("B", "kB", "MB", "GB", "TB")

_AGES = (
    (365 * 86400, "year"),
    (30 * 86400, "month"),
    (7 * 86400, "week"),
    (86400, "day"),
    (3600, "hour"),
    (60, "minute"),
)


def size(number: int) -> str:
    """Returns bytes with three significant digits and decimal units, as docker does: 0B, 7.34MB, 128MB."""
    amount, unit = float(number), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.3g}{_UNITS[unit]}" if amount < 1000 else f"{amount:.0f}{_UNITS[unit]}"


def age(then: datetime | None, now: datetime) -> str:
    """Returns how long ago something happened, in one unit; `N/A` where nobody says when."""
    if then is None or then.year < 1980:
        return "N/A"
    seconds = max((now - then).total_seconds(), 0)
    for length, unit in _AGES:
        if seconds >= length:
            number = int(seconds // length)
            return f"{number} {unit}{'' if number == 1 else 's'} ago"
    return "just now"


def bar(part: int, whole: int, width: int = 12) -> str:
    """Returns a bar of block characters for `part` of `whole`; anything above nothing shows at least a sliver."""
    if whole <= 0 or part <= 0:
        return ""
    eighths = max(round(part / whole * width * 8), 1)
    full, rest = divmod(min(eighths, width * 8), 8)
    return "█" * full + " ▏▎▍▌▋▊▉"[rest].strip()
