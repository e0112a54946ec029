"""Command lines inside a chat message."""

from __future__ import annotations

import re

_FENCE = re.compile(r"^[ \t]*```\w*[ \t]*$", re.MULTILINE)
_MOST = 3900
"""Characters that are read; a line may have 4000."""


def code_of(message: str) -> str:
    """Returns a message with what was marked as code on lines of its own, so that its commands can be read."""
    return re.sub(r"`+", "\n", _FENCE.sub("", message)).strip()[:_MOST]
