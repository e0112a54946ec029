"""When a card of a learner's reviews comes back: by FSRS-6, as the library py-fsrs computes it.

A card comes on a day, not at an hour, since nobody sits before a chat all day. So the scheduler has no steps of
minutes, and what was forgotten comes again tomorrow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, cast
from zoneinfo import ZoneInfo

import fsrs
from fsrs.card import CardDict

MOST_NEW = 5
"""New cards a day: each comes back several times, so more would pile up."""

_LONGEST = 365
"""Days after which a card comes back at the latest."""

_scheduler = fsrs.Scheduler(
    learning_steps=(), relearning_steps=(), maximum_interval=_LONGEST, enable_fuzzing=False
)  # without fuzz the same answers lead to the same days, so that a rating can be taken back

_LEARNED = 21
"""Days in which the chance to remember falls to nine in ten: what flashcard programs call a mature card."""

Memory = Mapping[str, Any]
"""The scheduler's own dictionary of a card."""


class Rating(StrEnum):
    """How well a card was remembered."""

    AGAIN = "again"
    HARD = "hard"
    GOOD = "good"
    EASY = "easy"


@dataclass(frozen=True, slots=True)
class Card:
    """A question in a learner's reviews. Days are the group's local ones; `memory` is None while it is new."""

    question_id: str
    question_version: str
    due_on: date
    memory: Memory | None = None
    first_on: date | None = None

    @property
    def is_learned(self) -> bool:
        """Whether the scheduler expects it to be remembered for weeks."""
        return self.memory is not None and (self.memory["stability"] or 0) >= _LEARNED


@dataclass(frozen=True, slots=True)
class Deck:
    """What of a learner's cards is due today, first to last, and when the next one comes after that."""

    due: tuple[Card, ...]
    next_on: date | None


def deck(cards: Sequence[Card], today: date, withheld: frozenset[str] = frozenset()) -> Deck:
    """Returns what is due: seen cards before new ones, of which a day brings a few.

    Questions that the group has open are kept for it until they are closed.
    """
    tomorrow = today + timedelta(days=1)
    seen = sorted((each for each in cards if each.memory is not None), key=lambda each: each.due_on)
    new = [each for each in cards if each.memory is None]
    room = max(MOST_NEW - sum(each.first_on == today for each in cards), 0)
    due = [*(each for each in seen if each.due_on <= today), *new]
    free = [each for each in due if each.question_id not in withheld]
    shown = [*(each for each in free if each.memory), *[each for each in free if not each.memory][:room]]
    later = [each.due_on for each in seen if each.due_on > today]
    waiting = [tomorrow] if len(shown) < len(due) else []
    return Deck(tuple(shown), min([*later, *waiting], default=None))


def rating_of(percent: int) -> Rating:
    """Returns what an answer says by itself: wrong, partly right, right."""
    if percent == 100:
        return Rating.GOOD
    return Rating.HARD if percent else Rating.AGAIN


def ratings_for(percent: int) -> tuple[Rating, ...]:
    """Returns what a learner may say of an answer. Who was wrong has forgotten; nobody was wrong and found it easy."""
    if percent == 100:
        return Rating.AGAIN, Rating.HARD, Rating.GOOD, Rating.EASY
    return (Rating.AGAIN, Rating.HARD) if percent else ()


def reviewed(memory: Memory | None, rating: Rating, at: datetime, zone: ZoneInfo) -> tuple[Memory, date]:
    """Returns a card's memory after a review at that time, and the local day on which the card comes back."""
    card = fsrs.Card(card_id=0, due=at) if memory is None else fsrs.Card.from_dict(cast("CardDict", dict(memory)))
    after, _ = _scheduler.review_card(card, fsrs.Rating[rating.capitalize()], at.astimezone(UTC))
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    return cast("Memory", after.to_dict()), max(after.due.astimezone(zone).date(), tomorrow)
