"""Points, streaks and ranks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commands.quiz.grading import Key, share_of
from commands.quiz.round import Chosen
from content.bank import Question

_BASE_POINTS = 10
_POINTS_PER_LEVEL = 2


def worth(question: Question) -> int:
    """Points for a right answer: 10 at difficulty 1, rising by 2 a level. Speed counts for nothing."""
    return _BASE_POINTS + _POINTS_PER_LEVEL * (question.difficulty - 1)


def points(question: Question, chosen: Chosen, corrected: Key | None = None) -> int:
    """Returns the points for an answer, whole ones: its share of what the question is worth, rounded down."""
    return int(worth(question) * share_of(question, chosen, corrected))


def is_right(question: Question, chosen: Chosen, corrected: Key | None = None) -> bool:
    """Says whether an answer is wholly right."""
    return share_of(question, chosen, corrected) == 1


def streak(answered: Sequence[bool]) -> int:
    """Returns how many daily questions in a row were answered, right or wrong, up to the latest.

    `answered` has one entry per round of the group, oldest first.
    """
    unbroken = 0
    for each in reversed(answered):
        if not each:
            break
        unbroken += 1
    return unbroken


def longest_streak(answered: Sequence[bool]) -> int:
    """Returns the longest run of answered questions; it never falls as rounds are added."""
    longest = run = 0
    for each in answered:
        run = run + 1 if each else 0
        longest = max(longest, run)
    return longest


@dataclass(frozen=True, slots=True)
class Standing:
    """A learner's place on the leaderboard."""

    rank: int
    learner_id: int
    name: str
    points: int


def ranked(totals: Iterable[tuple[int, str, int]]) -> list[Standing]:
    """Ranks (learner id, name, points) by points: 1, 2, 2, 4. Ties share a rank and keep the order of joining."""
    ordered = sorted(totals, key=lambda total: (-total[2], total[0]))
    standings: list[Standing] = []
    for position, (learner_id, name, total) in enumerate(ordered, 1):
        tied = bool(standings) and standings[-1].points == total
        standings.append(Standing(standings[-1].rank if tied else position, learner_id, name, total))
    return standings
