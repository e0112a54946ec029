"""Words of an instruction's arguments."""

from __future__ import annotations

import json
import re
from functools import cache

_LONGEST_LIST = 20_000
"""Characters of a JSON list that are read; no build has a command line near it."""


_SPACES = re.compile(r"\s*")


@cache
def _word(escape: str) -> re.Pattern[str]:
    sign = re.escape(escape)
    quoted = rf"'[^']*'?|\"(?:[^\"{sign}]|{sign}.?)*\"?"
    return re.compile(rf"(?:[^\s'\"{sign}]|{sign}.?|{quoted})+", re.DOTALL)


def split(text: str, escape: str = "\\") -> list[str]:
    """Splits at spaces that are neither quoted nor escaped. Quotes and escapes stay."""
    return _word(escape).findall(text)


def leading(text: str, escape: str, start: str) -> tuple[list[str], str]:
    """Takes the words off the front that begin with `start` and have something behind it; returns them and the rest."""
    found, at = [], 0
    while text.startswith(start, at) and (word := _word(escape).match(text, at)) and word[0] != start:
        found.append(word[0])
        spaces = _SPACES.match(text, word.end())
        at = spaces.end() if spaces else word.end()
    return found, text[at:]


def bare(word: str) -> str:
    """Returns a word without the quotes and escapes that protect it."""
    return re.sub(r"\\(.)|['\"]", lambda found: found[1] or "", word)


class NotOnlyTexts(Exception):
    """A JSON list has something that is no text."""


def read_list(text: str) -> tuple[str, ...] | None:
    """Returns the words of a JSON list of texts; None where it is no JSON list. Raises NotOnlyTexts."""
    if not text.startswith("[") or len(text) > _LONGEST_LIST:
        return None
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not all(isinstance(each, str) for each in read):
        raise NotOnlyTexts
    return tuple(read)


def expand(text: str, values: dict[str, str]) -> str:
    """Puts the values of variables in: `$A`, `${A}`, `${A:-other}`, `${A:+other}`. Unknown ones stay as written."""

    def value(found: re.Match[str]) -> str:
        name, sign, other = found["name"] or found["plain"], found["sign"], found["other"]
        known = values.get(name)
        if sign == ":-":
            return known or other
        if sign == ":+":
            return other if known else ""
        return found[0] if known is None else known

    return re.sub(r"\$(?:(?P<plain>\w+)|\{(?P<name>\w+)(?:(?P<sign>:[-+])(?P<other>[^{}]*))?\})", value, text)
