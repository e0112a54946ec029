"""Reads a command's usage line: which arguments it takes, and how many."""

from __future__ import annotations

import re

UNLIMITED = 10**6
"""Arguments a command takes where its usage ends in dots."""


def places(usage: str, name: str) -> tuple[str, ...]:
    """Returns the words that stand for arguments: `IMAGE`, `[COMMAND]`, `[ARG...]` for `run`, as they are written."""
    rest = usage.partition("\n")[0].removeprefix("docker").strip().removeprefix(name).strip()
    words = _one_word_each(rest.partition("<")[0]).split()
    return tuple(word for word in words if word not in {"[OPTIONS]", "OPTIONS", "--", "[flags]"})


def plain(place: str) -> str:
    """Returns the word of a place by itself: `IMAGE` of `[IMAGE[:TAG]...]`, `PATH` of `PATH|URL|-`."""
    return re.split(r"[:|\[@/]", place.strip("[]."), maxsplit=1)[0]


def arity(words: tuple[str, ...]) -> tuple[int, int]:
    """Returns the least and the most arguments that fit the words of a usage."""
    required = [word for word in words if not word.startswith("[")]
    return len(required), UNLIMITED if "..." in "".join(words) else len(words)


def _one_word_each(usage: str) -> str:
    """Joins alternatives and what stands in one pair of brackets."""
    joined, depth = "", 0
    for sign in re.sub(r"\s*\|\s*", "|", usage):
        depth += {"[": 1, "]": -1}.get(sign, 0)
        joined += "_" if sign == " " and depth else sign
    return joined
