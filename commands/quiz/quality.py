"""How good a question is, judged from its answers: classical test theory over sums that can be added up.

Figures: difficulty is the share right; discrimination the correlation of being right on this question with the
learner's score on the others (corrected point-biserial; Crocker & Algina 1986, "Introduction to Classical and Modern
Test Theory", chapter 14); an option chosen by fewer than one in twenty distracts nobody (Haladyna & Downing 1993,
"How many options is enough for a multiple-choice test item?").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from math import factorial, sqrt
from statistics import mean

from commands.quiz.grading import Key, share_of
from commands.quiz.round import Chosen
from content.bank import Kind, Question

FEWEST = 30
"""Answers from which on a question is judged: with fewer, chance speaks louder."""

FEWEST_FOR_OPTIONS = 100
"""Answers from which on an option that nobody chooses is told: at 30, one in five good options would look dead."""

_DEAD = 0.05
_Z = 1.645
"""One-sided 95 % of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What answers to one question in one version add up to.

    `right` sums how right each was (0 to 1); `chosen` counts each option in the question's own order. The rest is over
    the `known` answers, of learners with a score on other questions: sums of both, of their squares and product.
    """

    answers: int = 0
    right: float = 0.0
    chosen: tuple[int, ...] = ()
    known: int = 0
    item: float = 0.0
    rest: float = 0.0
    item_squared: float = 0.0
    rest_squared: float = 0.0
    item_times_rest: float = 0.0

    def __add__(self, other: Sums) -> Sums:
        numbers = {
            each.name: getattr(self, each.name) + getattr(other, each.name)
            for each in fields(self)
            if each.name != "chosen"
        }
        return Sums(chosen=_added(self.chosen, other.chosen), **numbers)


def _added(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    longer = max(len(one), len(other))
    padded = [(*counts, *[0] * (longer - len(counts))) for counts in (one, other)]
    return tuple(map(sum, zip(*padded, strict=True)))


def summed(question: Question, given: Iterable[tuple[Chosen, float | None]], key: Key | None = None) -> Sums:
    """Adds up answers, each with the learner's mean score on other questions, or None where too little is known."""
    counts = [0] * len(question.options)
    total = Sums()
    for chosen, score in given:
        right = float(share_of(question, chosen, key))
        total += Sums(answers=1, right=right)
        if score is not None:
            total += Sums(
                known=1,
                item=right,
                rest=score,
                item_squared=right**2,
                rest_squared=score**2,
                item_times_rest=right * score,
            )
        for index in chosen if question.options else ():
            counts[int(index)] += 1
    return total + Sums(chosen=tuple(counts))


def difficulty(sums: Sums) -> float | None:
    """Returns the share right, 0 to 1; None without answers."""
    return sums.right / sums.answers if sums.answers else None


def discrimination(sums: Sums) -> float | None:
    """Returns the corrected point-biserial, -1 to 1; None where it is not defined: all alike, or too few known."""
    if sums.known < FEWEST:
        return None
    spread_item = sums.known * sums.item_squared - sums.item**2
    spread_rest = sums.known * sums.rest_squared - sums.rest**2
    if spread_item <= 1e-9 * sums.known**2 or spread_rest <= 1e-9 * sums.known * sums.rest_squared:
        return None
    return (sums.known * sums.item_times_rest - sums.item * sums.rest) / sqrt(spread_item * spread_rest)


def dead_options(question: Question, sums: Sums) -> tuple[int, ...]:
    """Returns the indexes of wrong options that fewer than 5 % choose; none below 100 answers."""
    if sums.answers < FEWEST_FOR_OPTIONS or len(sums.chosen) != len(question.options):
        return ()
    return tuple(
        index
        for index, option in enumerate(question.options)
        if not option.correct and sums.chosen[index] < _DEAD * sums.answers
    )


def chance(question: Question) -> float:
    """Returns how right somebody is on average who knows nothing; 0 where the answer is typed."""
    match question.kind:
        case Kind.SINGLE | Kind.TRUEFALSE:
            return 1 / len(question.options)
        case Kind.MULTIPLE:
            return _chance_of_sets(question)
        case Kind.ORDER:
            return 1 / factorial(len(question.sequence))
        case _:
            return 0.0


def _chance_of_sets(question: Question) -> float:
    """Returns the mean over every set of letters that can be handed in."""
    count = len(question.options)
    sets = (tuple(index for index in range(count) if number >> index & 1) for number in range(1, 2**count))
    return mean(float(share_of(question, chosen)) for chosen in sets)


class Suspicion(StrEnum):
    """Why a question leaves the rotation by itself."""

    BACKWARDS = "backwards"
    """Who knows more is more often wrong on it: most likely the key is wrong."""

    BELOW_CHANCE = "below_chance"
    """Guessing does better than the learners: they read the question otherwise than its author."""


def suspicion(question: Question, sums: Sums) -> Suspicion | None:
    """Says whether the answers speak against the question: both rules need 30 of them.

    The correlation has to be negative by its standard error, 1 / sqrt(n), since it is looked at after every closing:
    of simulated good questions (true r 0.3) 0.5 % are suspected within 400 answers, instead of 4.7 % for any r < 0.
    """
    if sums.answers < FEWEST:
        return None
    correlation = discrimination(sums)
    if correlation is not None and correlation < -1 / sqrt(sums.known):
        return Suspicion.BACKWARDS
    if highest(sums.right / sums.answers, sums.answers) < chance(question):
        return Suspicion.BELOW_CHANCE
    return None


def highest(share: float, answers: int) -> float:
    """Returns the upper end of Wilson's one-sided 95 % interval for a share (Wilson 1927, "Probable inference")."""
    middle = share + _Z**2 / (2 * answers)
    reach = _Z * sqrt(share * (1 - share) / answers + _Z**2 / (4 * answers**2))
    return (middle + reach) / (1 + _Z**2 / answers)
