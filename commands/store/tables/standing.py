"""Points and what is summed from them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from commands.store.tables.base import Instant, group_number, metadata, number, only_where

score_events = Table(
    "score_events",
    metadata,
    number(),
    group_number(),
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("round_id", ForeignKey("rounds.id", ondelete="CASCADE")),
    Column("cause", String(16), nullable=False),
    Column("correction", Integer, nullable=False, server_default="0"),
    Column("points", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("round_id", "learner_id", "cause", "correction"),
    Index("ix_score_events_group_id_created_at", "group_id", "created_at"),
)
"""Append-only: totals are sums of these. `correction` is the id of the correction that caused it, 0 for none."""

seasons = Table(
    "seasons",
    metadata,
    number(),
    group_number(),
    Column("name", String(40), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("chosen", Boolean, nullable=False),
    Column("announced_at", Instant),
    UniqueConstraint("group_id", "first_day"),
    only_where("announced_at IS NULL", "ix_seasons_unannounced_last_day", "last_day"),
)
"""Local dates that are counted together, both ends included. Those that no captain has chosen follow the months."""

totals = Table(
    "totals",
    metadata,
    Column("group_id", ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True),
    Column("period", String(8), primary_key=True),
    Column("begins", Date, primary_key=True),
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("points", Integer, nullable=False),
    Index("ix_totals_group_id_period_begins_points", "group_id", "period", "begins", "points"),
    Index("ix_totals_learner_id", "learner_id"),
)
"""Sums of score events by the local date of their rounds, written in the same transaction as the events.

`period` is week, month, season or all; a day is summed from its few events when somebody asks.
"""

teams = Table(
    "teams",
    metadata,
    number(),
    group_number(),
    Column("name", String(40), nullable=False),
    UniqueConstraint("group_id", "name"),
)

team_members = Table(
    "team_members",
    metadata,
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    group_number(index=True),
    Column("team_id", ForeignKey("teams.id", ondelete="CASCADE"), nullable=False, index=True),
)
"""A learner is in one team, or in none until somebody looks who is where."""

team_results = Table(
    "team_results",
    metadata,
    Column("season_id", ForeignKey("seasons.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String(40), primary_key=True),
    group_number(),
    Column("points", Integer, nullable=False),
    Column("members", Integer, nullable=False),
)
"""How teams stood when their season's winners were announced: teams are dealt anew, results stay."""

boards = Table(
    "boards",
    metadata,
    Column("group_id", ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True),
    Column("place_id", ForeignKey("places.id", ondelete="CASCADE"), nullable=False),
    Column("message", String(200), nullable=False),
    Column("checked_at", Instant),
    Column("shown_at", Instant),
    Column("shown_count", Integer, nullable=False, server_default="0"),
)
"""The one leaderboard message of a group: it shows what was known at `shown_at`, when `shown_count` had answered the
open question.

`checked_at` is when a process last took it in hand, so that no two do and none does too often.
"""
