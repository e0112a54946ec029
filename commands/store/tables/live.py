"""Live quizzes: who plays, what is asked, and what was answered when."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from commands.store.tables.base import Instant, group_number, metadata, number

live_quizzes = Table(
    "live_quizzes",
    metadata,
    number(),
    group_number(),
    Column("place_id", ForeignKey("places.id", ondelete="CASCADE"), nullable=False),
    Column("topic", String(40)),
    Column("questions", Integer, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("position", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("leased_until", Instant),
    Column("attempts", Integer, nullable=False),
    Column("lobby", String(200)),
    Column("shown", Integer, nullable=False),
    Column("shown_at", Instant),
    CheckConstraint(
        "stage IN ('lobby', 'countdown', 'asking', 'open', 'shown', 'stopping', 'podium', 'over')", name="stage"
    ),
    Index(
        "uq_live_quizzes_going_on",
        "group_id",
        unique=True,
        sqlite_where=text("stage <> 'over'"),
        postgresql_where=text("stage <> 'over'"),
    ),
)
"""A group has one live quiz at a time. A null topic stands for all of them."""

live_players = Table(
    "live_players",
    metadata,
    Column("quiz_id", ForeignKey("live_quizzes.id", ondelete="CASCADE"), primary_key=True),
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    group_number(),
    Column("joined_at", Instant, nullable=False),
    Index("ix_live_players_learner_id", "learner_id"),
)

live_rounds = Table(
    "live_rounds",
    metadata,
    number(),
    group_number(),
    Column("quiz_id", ForeignKey("live_quizzes.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("question_id", String(64), nullable=False),
    Column("question_version", String(64), nullable=False),
    Column("option_order", JSON, nullable=False),
    Column("opened_at", Instant),
    Column("closes_at", Instant),
    Column("closed_at", Instant),
    Column("message", String(200)),
    UniqueConstraint("quiz_id", "position"),
    Index("ix_live_rounds_group_id", "group_id"),
)
"""`opened_at` is when the question had been posted, against which the time of answers is measured."""

live_answers = Table(
    "live_answers",
    metadata,
    number(),
    group_number(),
    Column("round_id", ForeignKey("live_rounds.id", ondelete="CASCADE"), nullable=False),
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("choice", String(300), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("points", Integer),
    UniqueConstraint("round_id", "learner_id"),
)
"""`choice` holds the indexes of the chosen options in the question's own order. Points are known once the question is closed."""
