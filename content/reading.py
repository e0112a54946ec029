"""How hard a text is to read, and which of its words are in no dictionary."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from content.prose import words

if TYPE_CHECKING:
    from spellchecker import SpellChecker

WORDS = Path(__file__).parent / "words.txt"
"""The words of the trade, one a line, that the dictionary lacks."""

_SENTENCE_END = re.compile(r"[.!?:;]+(?:\s|$)")
_SILENT = re.compile(r"(?<=[^aeiouy])e$|(?<=[^aeiouytd])ed$|(?<=[^aeiouysxzhcg])es$")
_PLAIN = re.compile(r"[A-Za-z][a-z’']+")


def school_years(prose: str) -> float:
    """Returns the years of school that a text without code asks for; 0 where it has no words.

    Kincaid, Fishburne, Rogers and Chissom, "Derivation of New Readability Formulas" (1975): the Flesch-Kincaid grade.
    Syllables are counted as groups of vowels, without silent endings.
    """
    told = words(prose)
    sentences = [part for part in _SENTENCE_END.split(prose) if words(part)]
    if not told:
        return 0.0
    return 0.39 * len(told) / len(sentences) + 11.8 * sum(map(_syllables, told)) / len(told) - 15.59


def _syllables(word: str) -> int:
    letters = re.sub(r"[^a-z]", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", _SILENT.sub("", letters))))


def unknown_words(prose: str) -> tuple[str, ...]:
    """Returns the words of a text without code that neither the dictionary nor the list of the trade's words has.

    Words with capitals or digits inside, such as OverlayFS or 8080:80, are names and left alone.
    """
    parts = (part for word in words(prose) for part in word.strip(".'’-").split("-"))
    asked = {_bare(part): part for part in parts if _PLAIN.fullmatch(part)}
    known = _dictionary().known(asked) | _trade_words()
    return tuple(sorted(word for bare, word in asked.items() if bare not in known))


def _bare(word: str) -> str:
    return re.sub(r"'(s|d|ve|re|ll)?$|^'", "", word.lower().replace("’", "'"))


@cache
def _dictionary() -> SpellChecker:
    from spellchecker import SpellChecker

    return SpellChecker(language="en")


@cache
def _trade_words() -> frozenset[str]:
    return frozenset(WORDS.read_text(encoding="utf-8").split())
