"""One question put to one group."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from string import ascii_uppercase

from commands.errors import invalid
from commands.request import Place
from commands.text import Code, shorten
from content.bank import Bank, Question

Chosen = tuple[int, ...] | str
"""An answer: indexes of the chosen options, of the steps in the order given, or what was typed."""


class RoundState(StrEnum):
    """scheduled → open → closed → (voided); a round that could not be posted in time is skipped."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    SKIPPED = "skipped"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Shown(ABC):
    """A question as it is put before somebody, by its number.

    `order` holds the shown order of the options or steps, as indexes into the question's own.
    `key` is what a captain has put in place of the question's own key, in the same indexes.
    """

    id: int
    question_id: str
    order: tuple[int, ...]
    key: tuple[int, ...] | None

    @property
    @abstractmethod
    def answer_line(self) -> str:
        """The beginning of the line that answers."""

    @property
    @abstractmethod
    def pick_line(self) -> str:
        """The beginning of the line that puts an answer of several letters together."""

    @property
    def letters(self) -> str:
        """The letters of the shown options: "ABCD"."""
        return ascii_uppercase[: len(self.order)]

    def read_letters(self, typed: str) -> tuple[int, ...]:
        """Turns shown letters (`b`, `AC`) into indexes, in the order typed; raises CommandError naming those there are."""
        letters = [letter for letter in typed.upper() if letter not in " ,"]
        if not letters or any(letter not in self.letters for letter in letters):
            raise invalid(
                "{typed} is none of the options: answer with one of {letters}.",
                typed=Code(shorten(typed, 20)),
                letters=", ".join(self.letters),
            )
        return tuple(self.order[self.letters.index(letter)] for letter in letters)

    def letters_of(self, chosen: Iterable[int]) -> str:
        """Returns the shown letters of what was chosen, in the order given."""
        return "".join(self.letters[self.order.index(index)] for index in chosen)


@dataclass(frozen=True, slots=True)
class Round(Shown):
    """`announced` rounds are posted; the others are opened by whoever asks first and answered privately.

    `place` is the main one of those where it is posted.
    """

    number: int
    group_id: int
    local_date: date
    state: RoundState
    opens_at: datetime
    closes_at: datetime
    announced: bool
    place: Place | None
    revealed: bool
    own: Question | None = None
    """The question itself, where the group wrote it, in the version that the round asks."""
    failures: int = 0
    """How often closing it has failed."""

    def question(self, bank: Bank) -> Question:
        """Returns what the round asks."""
        return self.own or bank.get(self.question_id)

    @property
    def answer_line(self) -> str:
        return f"answer {self.id}"

    @property
    def pick_line(self) -> str:
        return f"pick {self.id}"

    def accepts_answers(self, now: datetime) -> bool:
        """Says whether an answer counts now; the clock decides, even where closing is late."""
        return self.state in {RoundState.SCHEDULED, RoundState.OPEN} and now < self.closes_at


@dataclass(frozen=True, slots=True)
class Answer:
    """What a learner chose; `changes` counts changes of mind."""

    learner_id: int
    chosen: Chosen
    changes: int
    answered_at: datetime
