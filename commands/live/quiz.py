"""What a live quiz is: plain values, and how many points an answer gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from string import ascii_uppercase

from commands.messenger import MessageRef
from commands.request import Place

MOST_POINTS, LEAST_POINTS = 100, 50
"""Points of a right answer given at once, and of one given in the last moment."""

REFLEX = timedelta(seconds=2)
"""Nobody reads and thinks faster: up to here time makes no difference."""

LATEST_START = timedelta(minutes=15)
"""A quiz whose next step is longer overdue is over: nobody waits for it any more."""

_ON_THE_WAY = timedelta(seconds=1)
"""How long after its end a question waits for presses that came in time and are still being written."""


class Stage(StrEnum):
    """lobby → countdown → asking → open → shown → asking … → podium → over; stopping leads to the podium from anywhere."""

    LOBBY = "lobby"
    COUNTDOWN = "countdown"
    ASKING = "asking"
    OPEN = "open"
    SHOWN = "shown"
    STOPPING = "stopping"
    PODIUM = "podium"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class LiveQuiz:
    """A live quiz of a group. `due_at` is when its stage ends by itself; `position` counts its questions from 1.

    `shown` is the number that the message of this stage tells, learners or answers, as of `shown_at`.
    """

    id: int
    group_id: int
    place: Place
    topic: str | None
    questions: int
    seconds: int
    stage: Stage
    position: int
    due_at: datetime
    created_at: datetime
    leased_until: datetime | None
    attempts: int
    lobby: str | None
    shown: int
    shown_at: datetime | None

    @property
    def lobby_message(self) -> MessageRef | None:
        """The message with which the quiz began."""
        return MessageRef(self.place, self.lobby) if self.lobby else None


@dataclass(frozen=True, slots=True)
class LiveRound:
    """A question of a live quiz. `opened_at` is when it had been posted; until that is known, answers count already."""

    id: int
    quiz_id: int
    position: int
    question_id: str
    order: tuple[int, ...]
    opened_at: datetime | None
    closes_at: datetime | None
    closed: bool
    message: str | None

    @property
    def letters(self) -> str:
        """The letters of the shown options: "ABCD"."""
        return ascii_uppercase[: len(self.order)]

    def accepts(self, received_at: datetime) -> bool:
        """Says whether an answer counts that came in then."""
        return not self.closed and (self.closes_at is None or received_at < self.closes_at)


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    """What a learner chose: the index of an option among the question's own."""

    learner_id: int
    chosen: int
    received_at: datetime


def settling_at(closes_at: datetime) -> datetime:
    """Returns when a question that closes then is settled."""
    return closes_at + _ON_THE_WAY


def points(taken: timedelta, allowed: timedelta) -> int:
    """Returns what a right answer gives after `taken` of the time `allowed`.

    Points fall in a straight line from 100, up to two seconds, to 50 at the end of the time.
    """
    thinking = min(max(taken, REFLEX), allowed) - REFLEX
    share = thinking / (allowed - REFLEX) if allowed > REFLEX else 0.0
    return round(MOST_POINTS - (MOST_POINTS - LEAST_POINTS) * share)


def gained(
    answers: Sequence[LiveAnswer], key: Sequence[int], opened_at: datetime, allowed: timedelta
) -> dict[int, int]:
    """Returns the points of each learner who answered: a wrong answer gives nothing and takes nothing."""
    return {
        each.learner_id: points(each.received_at - opened_at, allowed) if each.chosen in key else 0 for each in answers
    }
