"""What somebody wrote, as part of a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from commands.text import shorten

_SHOWN = 60
_MANY = 4


def listed(words: Iterable[str]) -> str:
    """Returns words in a row, at most four of them."""
    kept = [shown(word) for word in words]
    if len(kept) > _MANY:
        kept = [*kept[: _MANY - 1], f"{len(kept) - _MANY + 1} more"]
    return kept[0] if len(kept) == 1 else f"{', '.join(kept[:-1])} and {kept[-1]}" if kept else "nothing"


def counted(number: int, noun: str) -> str:
    """Returns a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def shown(text: str) -> str:
    """Returns what somebody wrote as part of a sentence: in one line and not too long."""
    return shorten(" ".join(text.split()), _SHOWN)
