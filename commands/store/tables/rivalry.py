"""Challenges between groups. What one group may know of the other is here, and nothing else of it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, false

from commands.store.tables.base import Instant, metadata, number

challenges = Table(
    "challenges",
    metadata,
    number(),
    Column("code", String(8), nullable=False, unique=True),
    Column("question_count", Integer),
    Column("created_at", Instant, nullable=False),
    Column("accepted_at", Instant),
    Column("ended_at", Instant),
    Column("checked_at", Instant),
)
"""An offer until another group's captain accepts it by its code; over a number of questions, or over its sides' dates."""

challenge_sides = Table(
    "challenge_sides",
    metadata,
    Column("challenge_id", ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True),
    Column("group_id", ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("name", String(40), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("has_left", Boolean, nullable=False, server_default=false()),
    Column("questions", Integer, nullable=False, server_default="0"),
    Column("members", Integer, nullable=False, server_default="0"),
    Column("answered", Integer, nullable=False, server_default="0"),
    Column("right_answers", Integer, nullable=False, server_default="0"),
    Column("tried_at", Instant),
    Column("begin_told_at", Instant),
    Column("end_told_at", Instant),
)
"""A group in a challenge, with its own dates and its sums so far; these stay as they are once it has ended."""
