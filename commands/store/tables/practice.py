"""What learners practise by themselves. Nothing here counts for points."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, String, Table, Time, UniqueConstraint

from commands.store.tables.base import Instant, group_number, metadata, number

practices = Table(
    "practices",
    metadata,
    number(),
    group_number(index=True),
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("topic", String(64)),
    Column("started_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)
"""Several questions in a row, chosen at the start. A number is never given twice: old buttons must not go on a new one."""

tries = Table(
    "tries",
    metadata,
    number(),
    group_number(index=True),
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("practice_id", ForeignKey("practices.id", ondelete="CASCADE"), index=True),
    Column("question_id", String(64), nullable=False),
    Column("question_version", String(64), nullable=False),
    Column("option_order", JSON, nullable=False),
    Column("choice", String(300)),
    Column("percent", Integer),
    Column("memory_before", JSON(none_as_null=True)),
    Column("answered_at", Instant),
    sqlite_autoincrement=True,
)
"""Questions put to one learner, of a practice or, without one, of a review.

`choice` is written as in answers and null until there is one; `percent` is how right it was. `memory_before` is the
memory of the reviewed card before the answer, so that another rating can take the place of the first.
"""

review_cards = Table(
    "review_cards",
    metadata,
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("question_id", String(64), primary_key=True),
    group_number(index=True),
    Column("question_version", String(64), nullable=False),
    Column("memory", JSON(none_as_null=True)),
    Column("due_on", Date, nullable=False),
    Column("first_on", Date),
    Index("ix_review_cards_learner_id_due_on", "learner_id", "due_on"),
)
"""Questions that a learner wants to keep in mind. `memory` is the scheduler's own dictionary, null for a new card;
dates are the group's local ones."""

lesson_places = Table(
    "lesson_places",
    metadata,
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("topic", String(64), primary_key=True),
    group_number(index=True),
    Column("card", Integer, nullable=False),
    Column("furthest", Integer, nullable=False),
)
"""Which card of a topic's lesson a learner opened last, and how far they have come, counted from 1."""

reminders = Table(
    "reminders",
    metadata,
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    group_number(index=True),
    Column("place_id", ForeignKey("places.id", ondelete="CASCADE"), nullable=False),
    Column("wall_time", Time),
    Column("next_at", Instant, nullable=False, index=True),
    Column("token", String(32), nullable=False),
    UniqueConstraint("token"),
)
"""Who wants to be told of due reviews, and when: at the group's question time where `wall_time` is null.

Who knows the token may end the reminder: it stands in the message, which one person alone gets.
"""

lab_progress = Table(
    "lab_progress",
    metadata,
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("lab", String(64), primary_key=True),
    group_number(index=True),
    Column("part", Integer, nullable=False),
    Column("hints", Integer, nullable=False),
    Column("done_at", Instant),
)
"""How far a learner is in a lab: parts reached since the last reset, hints seen, and when it was first done."""
