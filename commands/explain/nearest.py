"""The known word that somebody most likely meant."""

from __future__ import annotations

from collections.abc import Iterable

_MOST_SLIPS = 2
_SHORT = 4
"""Up to this length one slip is as much as a word can bear."""


def nearest(typed: str, known: Iterable[str]) -> str | None:
    """Returns the known word with the fewest slips (a letter too much, missing, wrong or swapped), or None."""
    most = 1 if len(typed.lstrip("-")) <= _SHORT else _MOST_SLIPS
    best: str | None = None
    letters = set(typed)
    for word in known:
        if abs(len(word) - len(typed)) <= most and len(letters ^ set(word)) <= 2 * most:
            slips = _slips(typed, word)
            if slips <= most:
                best, most = word, slips - 1
    return best


def _slips(one: str, other: str) -> int:
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
