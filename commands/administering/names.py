"""Names and numbers that captains choose. A name is one word, so that it can be typed as an option."""

from __future__ import annotations

import re


def read_name(typed: str) -> str:
    """Reads a name; raises ValueError saying which there are."""
    name = "-".join(typed.split())
    if not re.fullmatch(r"\w[\w.-]{0,39}", name):
        raise ValueError("A name is up to 40 letters, digits and hyphens, for example Spring-2027.")
    return name


def read_count(typed: str) -> int:
    """Reads how many of something a captain wants; raises ValueError saying how to write it."""
    if not re.fullmatch(r"[1-9][0-9]?", typed):
        raise ValueError("Write a number from 1 to 99, for example count:3.")
    return int(typed)
