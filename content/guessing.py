"""How far one gets in the bank without knowing anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import mean

from content.prose import ABSOLUTES, stems
from content.questions import Question

Strategy = Callable[[Question], Sequence[float]]
"""Returns an attraction for every option; the guesser takes one of the most attractive."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a strategy scores, as shares of 1, against blind chance and the most that is let pass."""

    strategy: str
    score: float
    chance: float
    limit: float


def guesses(questions: Sequence[Question]) -> tuple[Guess, ...]:
    """Plays every strategy over single-choice questions, of which there is at least one.

    A score may pass chance by three points, or by 1.64 standard errors in a small bank.
    """
    chance = mean(1 / len(question.options) for question in questions)
    limit = chance + max(0.03, 1.64 * sqrt(chance * (1 - chance) / len(questions)))
    return tuple(Guess(name, _score(questions, strategy), chance, limit) for name, strategy in _STRATEGIES.items())


def _score(questions: Sequence[Question], strategy: Strategy) -> float:
    return mean(_hit(question, strategy(question)) for question in questions)


def _hit(question: Question, attraction: Sequence[float]) -> float:
    """The chance that a guesser takes the right option, where several may attract alike."""
    taken = [option for option, pull in zip(question.options, attraction, strict=True) if pull == max(attraction)]
    return sum(option.correct for option in taken) / len(taken)


def _longest(question: Question) -> list[float]:
    return [len(option.text) for option in question.options]


def _shortest(question: Question) -> list[float]:
    return [-len(option.text) for option in question.options]


def _moderate(question: Question) -> list[float]:
    """Avoids absolute words, then takes the longest."""
    return [len(option.text) - 1000 * bool(ABSOLUTES.search(option.text)) for option in question.options]


def _most_code(question: Question) -> list[float]:
    return [option.text.count("`") for option in question.options]


def _shared_words(question: Question) -> list[float]:
    asked = stems(question.prompt)
    return [len(stems(option.text) & asked) for option in question.options]


def _place(wanted: int) -> Strategy:
    def take(question: Question) -> list[float]:
        return [place == min(wanted, len(question.options) - 1) for place in range(len(question.options))]

    return take


_STRATEGIES: dict[str, Strategy] = {
    "the longest option": _longest,
    "the shortest option": _shortest,
    "the longest without absolute words": _moderate,
    "the one with most code": _most_code,
    "the one that shares most words with the question": _shared_words,
    "always the first in the file": _place(0),
    "always the second in the file": _place(1),
    "always the third in the file": _place(2),
}
