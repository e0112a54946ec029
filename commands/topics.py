"""Topics as learners type them."""

from __future__ import annotations

from difflib import get_close_matches

from commands.text import shorten
from content.topics import TOPICS, topic_named


def read_topic(typed: str, command: str) -> str:
    """Reads a topic by its name, its title or the beginning of it; raises ValueError naming the nearest for a typo."""
    wanted = topic_named(typed)
    begun = [name for name in TOPICS if name.startswith(wanted)]
    if wanted and begun:
        return begun[0]
    near = get_close_matches(wanted, TOPICS, n=1, cutoff=0.3) or list(TOPICS)[:1]
    raise ValueError(f"“{shorten(typed, 40)}” is no topic here: type one such as /ship {command} {near[0]}.")
