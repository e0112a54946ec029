"""Points, streaks and ranks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from commands.quiz.grading import Key, share_of
from commands.quiz.round import Chosen
from content.bank import Question

_BASE_POINTS = 10
_POINTS_PER_LEVEL = 2
_ANSWERS_PER_FREEZE = 7
_MOST_FREEZES = 2


def worth(question: Question) -> int:
    """Points for a right answer: 10 at difficulty 1, rising by 2 a level. Speed counts for nothing."""
    return _BASE_POINTS + _POINTS_PER_LEVEL * (question.difficulty - 1)


def points(question: Question, chosen: Chosen, corrected: Key | None = None) -> int:
    """Returns the points for an answer, whole ones: its share of what the question is worth, rounded down."""
    return int(worth(question) * share_of(question, chosen, corrected))


def is_right(question: Question, chosen: Chosen, corrected: Key | None = None) -> bool:
    """Says whether an answer is wholly right."""
    return share_of(question, chosen, corrected) == 1


@dataclass(frozen=True, slots=True)
class Streak:
    """Daily questions answered in a row, right or wrong. `freezes` are held for days to come."""

    now: int = 0
    longest: int = 0
    freezes: int = 0


def streak(answered: Iterable[bool]) -> Streak:
    """Returns the streak after the group's daily questions, oldest first: whether each was answered.

    Days without a question are not among them, so they break nothing. Every seventh answer in a row gives a freeze,
    two are held at most; a missed question takes one by itself, or else ends the streak.
    """
    now = longest = freezes = 0
    for each in answered:
        if each:
            now += 1
            longest = max(longest, now)
            freezes = min(freezes + (now % _ANSWERS_PER_FREEZE == 0), _MOST_FREEZES)
        elif freezes:
            freezes -= 1
        else:
            now = 0
    return Streak(now, longest, freezes)


@dataclass(frozen=True, slots=True)
class Standing:
    """A learner's place on the leaderboard."""

    rank: int
    learner_id: int
    name: str
    points: int


def ranks(scores: Sequence[Fraction | int]) -> list[int]:
    """Returns the rank of each of these scores, best first: 1, 2, 2, 4."""
    found: list[int] = []
    for position, score in enumerate(scores):
        found.append(found[-1] if position and scores[position - 1] == score else position + 1)
    return found


def ranked(totals: Iterable[tuple[int, str, int]]) -> list[Standing]:
    """Ranks (learner id, name, points) by points. Ties share a rank and keep the order of joining."""
    ordered = sorted(totals, key=lambda total: (-total[2], total[0]))
    places = ranks([points for _, _, points in ordered])
    return [Standing(place, *total) for place, total in zip(places, ordered, strict=True)]
