"""Looks at Markdown as words."""

from __future__ import annotations

import re

_FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`[^`]*`")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’.-]*")
ABSOLUTES = re.compile(r"\b(always|never|only|all|every|must|none|nothing|any)\b", re.IGNORECASE)
"""Words that leave no exception, and that test-wise learners therefore distrust."""

_ENDING = re.compile(r"(?:ing|ed|es|s|ly)$")
_FILLER_WORDS = (
    "a an and are as at be been but by can do does for from has have how if in into is it its no not of on or so "
    "that the their them then there these they this to was what when where which who why will with you your"
)
_FILLERS = frozenset(_FILLER_WORDS.split())


def without_blocks(markdown: str) -> str:
    """Returns the text without its blocks of code."""
    return _FENCE.sub("", markdown).strip()


def without_code(markdown: str) -> str:
    """Returns the text without any code, in blocks or in lines."""
    return _CODE.sub("", without_blocks(markdown))


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def stems(text: str) -> frozenset[str]:
    """Returns the telling words of a text, in lower case and without English endings."""
    told = {word.lower().strip(".'-") for word in words(text)} - _FILLERS
    return frozenset(_ENDING.sub("", word) for word in told)


def normal(text: str) -> str:
    """Returns the words of a text in lower case, with single spaces and no marks."""
    return " ".join(re.findall(r"\w+", text.lower()))


def last_sentence(text: str) -> str:
    """Returns the sentence that asks."""
    return re.split(r"(?<=[.:!?])\s+", text.strip())[-1]
