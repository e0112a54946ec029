"""What a live quiz is: plain values, and how many points an answer gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from commands.messenger import MessageRef
from commands.quiz.grading import share_of
from commands.quiz.round import Chosen, Shown
from commands.request import Place
from content.bank import Bank, Question

MOST_POINTS, LEAST_POINTS = 100, 50
"""Points of a right answer given at once, and of one given in the last moment."""

REFLEX = timedelta(seconds=2)
"""Nobody reads and thinks faster: up to here time makes no difference."""

OWN = "own"
"""What stands in the place of a topic for the group's own questions."""

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
class LiveRound(Shown):
    """A question of a live quiz. `opened_at` is when it had been posted; until that is known, answers count already."""

    quiz_id: int
    position: int
    opened_at: datetime | None
    closes_at: datetime | None
    closed: bool
    message: str | None
    own: Question | None = None
    """The question itself, where the group wrote it, in the version that is asked."""

    def question(self, bank: Bank) -> Question:
        """Returns what is asked."""
        return self.own or bank.get(self.question_id)

    @property
    def answer_line(self) -> str:
        return f"buzz {self.id}"

    @property
    def pick_line(self) -> str:
        return f"mark {self.id}"

    def accepts(self, received_at: datetime) -> bool:
        """Says whether an answer counts that came in then."""
        return not self.closed and (self.closes_at is None or received_at < self.closes_at)


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    """What a learner chose: the indexes of options among the question's own."""

    learner_id: int
    chosen: Chosen
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
    answers: Sequence[LiveAnswer], question: Question, opened_at: datetime, allowed: timedelta
) -> dict[int, int]:
    """Returns the points of each learner who answered: a wrong answer gives nothing and takes nothing.

    Where several options are right, an answer that is partly right gives its part of the points.
    """
    return {
        each.learner_id: round(points(each.received_at - opened_at, allowed) * share_of(question, each.chosen))
        for each in answers
    }
