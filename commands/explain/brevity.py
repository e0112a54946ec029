"""Sentences stay sentences, however long the words that somebody put into a line."""

from __future__ import annotations

_LONGEST = 400


def brief(text: str) -> str:
    """Returns a text of at most 400 characters; a longer one loses its middle, where the pasted words are."""
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[: half - 1]} … {text[-half + 2 :]}"
