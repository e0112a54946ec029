"""Names that captains choose, of seasons and teams: one word, so that they can be typed as an option."""

from __future__ import annotations

import re


def read_name(typed: str) -> str:
    """Reads a name; raises ValueError saying which there are."""
    name = "-".join(typed.split())
    if not re.fullmatch(r"\w[\w.-]{0,39}", name):
        raise ValueError("A name is up to 40 letters, digits and hyphens, for example Spring-2027.")
    return name
