"""What is asked and answered, and what captains and learners say of it."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from commands.store.tables.base import Instant, group_number, metadata, number, only_where

rounds = Table(
    "rounds",
    metadata,
    number(),
    group_number(),
    Column("local_date", Date, nullable=False),
    Column("question_id", String(64), nullable=False),
    Column("question_version", String(64), nullable=False),
    Column("option_order", JSON, nullable=False),
    Column("corrected_key", JSON(none_as_null=True)),
    Column("state", String(16), nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("announced", Boolean, nullable=False),
    Column("place_id", ForeignKey("places.id", ondelete="SET NULL")),
    Column("revealed_at", Instant),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("put_off_until", Instant),
    UniqueConstraint("group_id", "local_date"),
    CheckConstraint("state IN ('scheduled', 'open', 'closed', 'skipped', 'voided')", name="state"),
    only_where("revealed_at IS NULL", "ix_rounds_unrevealed_state_closes_at", "state", "closes_at"),
    only_where("revealed_at IS NULL", "ix_rounds_unrevealed_group_id", "group_id"),
)
"""One row claims a group's local date. `announced` rounds are posted; others are answered privately.

`place_id` is the group's main place then, where the leaderboard goes; `postings` has all places.
`failures` counts vain tries to close it, the next of which is put off.
"""

postings = Table(
    "postings",
    metadata,
    number(),
    group_number(index=True),
    Column("round_id", ForeignKey("rounds.id", ondelete="CASCADE"), nullable=False),
    Column("place_id", ForeignKey("places.id", ondelete="CASCADE"), nullable=False),
    Column("message", String(200)),
    Column("reveal_message", String(200)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("leased_until", Instant),
    Column("shown_count", Integer, nullable=False, server_default="0"),
    Column("shown_at", Instant),
    Column("over_at", Instant),
    Column("told_of", Integer, nullable=False, server_default="0"),
    UniqueConstraint("round_id", "place_id"),
    only_where("over_at IS NULL", "ix_postings_unfinished_round_id", "round_id"),
)
"""A round in one of its group's places: the card and the reveal under it.

`shown_count` is how many have answered by what the card says since `shown_at`; `over_at` is when the round was revealed
there, or given up; `told_of` is the id of the last correction that the place was told of, 0 for none.
`attempts` counts tries of the step under way.
"""

answers = Table(
    "answers",
    metadata,
    number(),
    group_number(),
    Column("round_id", ForeignKey("rounds.id", ondelete="CASCADE"), nullable=False),
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("choice", String(300), nullable=False),
    Column("changes", Integer, nullable=False),
    Column("answered_at", Instant, nullable=False),
    UniqueConstraint("round_id", "learner_id"),
)
"""`choice` holds the indexes of the chosen options in the question's own order, so a shuffle can't change it,
or `=` and what was typed."""

corrections = Table(
    "corrections",
    metadata,
    number(),
    group_number(),
    Column("round_id", ForeignKey("rounds.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("key", JSON(none_as_null=True)),
    Column("created_at", Instant, nullable=False),
    Column("announced_at", Instant, index=True),
)
"""What captains have set right: a round's new key, or null where it was voided."""

skips = Table(
    "skips",
    metadata,
    Column("group_id", ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True),
    Column("cause", String(16), primary_key=True),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("questions", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("leased_until", Instant),
)
"""Questions that could not come, of which the group has not been told yet, from the first due to the last."""

question_reports = Table(
    "question_reports",
    metadata,
    number(),
    group_number(index=True),
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("question_id", String(64), nullable=False),
    Column("question_version", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)
"""What learners find wrong with a question, in the version they had."""

round_results = Table(
    "round_results",
    metadata,
    Column("round_id", ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True),
    group_number(index=True),
    Column("question_id", String(64), nullable=False),
    Column("question_version", String(64), nullable=False),
    Column("answers", Integer, nullable=False),
    Column("right", Float, nullable=False),
    Column("chosen", JSON, nullable=False),
    Column("known", Integer, nullable=False),
    Column("item", Float, nullable=False),
    Column("rest", Float, nullable=False),
    Column("item_squared", Float, nullable=False),
    Column("rest_squared", Float, nullable=False),
    Column("item_times_rest", Float, nullable=False),
    Index("ix_round_results_question_id_question_version", "question_id", "question_version"),
)
"""What the answers of a closed round add up to, for the quality of its question: see `commands/quiz/quality.py`."""

question_verdicts = Table(
    "question_verdicts",
    metadata,
    number(),
    Column("group_id", ForeignKey("groups.id", ondelete="CASCADE"), index=True),
    Column("question_id", String(64), nullable=False),
    Column("question_version", String(64), nullable=False),
    Column("out", Boolean, nullable=False),
    Column("reason", String(16), nullable=False),
    Column("created_at", Instant, nullable=False),
)
"""Append-only: which questions may not be asked and which may again, in one group or, without `group_id`, in all."""

own_questions = Table(
    "own_questions",
    metadata,
    number(),
    group_number(),
    Column("number", Integer, nullable=False),
    Column("question_id", String(64), nullable=False),
    Column("version", String(64), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("question_id", "version"),
    CheckConstraint("state IN ('draft', 'live', 'retired', 'replaced')", name="state"),
    Index("ix_own_questions_group_id_state", "group_id", "state"),
)
"""Questions that a group wrote itself, in the bank's form, a row a version: rounds go on finding what they asked.

A draft waits for its captain's yes; an earlier version of a question is replaced. Who wrote one is not kept.
"""
