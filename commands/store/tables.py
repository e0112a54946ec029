"""The tables. Every table that belongs to a group carries `group_id`; times are UTC.

A change here needs a migration in `migrations/versions`; a test compares the two.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    false,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC; SQLite has no zone of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _group(*, index: bool = False) -> Column[int]:
    return Column("group_id", ForeignKey("groups.id", ondelete="CASCADE"), nullable=False, index=index)


groups = Table(
    "groups",
    metadata,
    _id(),
    Column("name", String(100), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("wall_time", Time),
    Column("days", String(7), nullable=False),
    Column("open_minutes", Integer, nullable=False),
    Column("late_minutes", Integer, nullable=False),
    Column("feedback", String(16), nullable=False),
    Column("level", Integer, nullable=False),
    Column("changes_of_mind", Integer, nullable=False, server_default="1"),
    Column("board_rows", Integer, nullable=False, server_default="5"),
    Column("place_id", Integer),
    Column("next_open_at", Instant, index=True),
    Column("created_at", Instant, nullable=False),
)
"""`wall_time` is null until a captain has set the daily question up; `days` holds ISO weekdays as digits."""

places = Table(
    "places",
    metadata,
    _id(),
    _group(index=True),
    Column("platform", String(16), nullable=False),
    Column("space", String(100), nullable=False),
    Column("channel", String(100), nullable=False),
    UniqueConstraint("platform", "space", "channel"),
)

spaces = Table(
    "spaces",
    metadata,
    _id(),
    _group(index=True),
    Column("platform", String(16), nullable=False),
    Column("space", String(100), nullable=False),
    UniqueConstraint("platform", "space"),
)
"""The group that a guild or workspace belongs to, for places that have none of their own."""

learners = Table(
    "learners",
    metadata,
    _id(),
    _group(),
    Column("platform", String(16), nullable=False),
    Column("user", String(100), nullable=False),
    Column("name", String(100), nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("pseudonym", String(40)),
    Column("hidden", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("group_id", "platform", "user"),
)
"""Others see the pseudonym where there is one, and no name at all of a hidden learner."""

rounds = Table(
    "rounds",
    metadata,
    _id(),
    _group(),
    Column("local_date", Date, nullable=False),
    Column("question_id", String(64), nullable=False),
    Column("question_version", String(64), nullable=False),
    Column("option_order", JSON, nullable=False),
    Column("corrected_key", JSON(none_as_null=True)),
    Column("state", String(16), nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("announced", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("leased_until", Instant),
    Column("place_id", ForeignKey("places.id", ondelete="SET NULL")),
    Column("message", String(200)),
    Column("reveal_message", String(200)),
    Column("revealed_at", Instant),
    UniqueConstraint("group_id", "local_date"),
    CheckConstraint("state IN ('scheduled', 'open', 'closed', 'skipped', 'voided')", name="state"),
    Index("ix_rounds_state_closes_at", "state", "closes_at"),
)
"""One row claims a group's local date. `announced` rounds are posted to `place_id`; others are answered privately."""

answers = Table(
    "answers",
    metadata,
    _id(),
    _group(),
    Column("round_id", ForeignKey("rounds.id", ondelete="CASCADE"), nullable=False),
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("choice", String(300), nullable=False),
    Column("changes", Integer, nullable=False),
    Column("answered_at", Instant, nullable=False),
    UniqueConstraint("round_id", "learner_id"),
)
"""`choice` holds the indexes of the chosen options in the question's own order, so a shuffle can't change it,
or `=` and what was typed."""

score_events = Table(
    "score_events",
    metadata,
    _id(),
    _group(),
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

corrections = Table(
    "corrections",
    metadata,
    _id(),
    _group(),
    Column("round_id", ForeignKey("rounds.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("key", JSON(none_as_null=True)),
    Column("created_at", Instant, nullable=False),
    Column("announced_at", Instant, index=True),
)
"""What captains have set right: a round's new key, or null where it was voided."""

question_reports = Table(
    "question_reports",
    metadata,
    _id(),
    _group(index=True),
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("question_id", String(64), nullable=False),
    Column("question_version", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)
"""What learners find wrong with a question, in the version they had."""

seasons = Table(
    "seasons",
    metadata,
    _id(),
    _group(),
    Column("name", String(40), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("chosen", Boolean, nullable=False),
    Column("announced_at", Instant),
    UniqueConstraint("group_id", "first_day"),
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

boards = Table(
    "boards",
    metadata,
    Column("group_id", ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True),
    Column("place_id", ForeignKey("places.id", ondelete="CASCADE"), nullable=False),
    Column("message", String(200), nullable=False),
    Column("checked_at", Instant),
    Column("shown_at", Instant),
)
"""The one leaderboard message of a group: it shows what was known at `shown_at`.

`checked_at` is when a process last took it in hand, so that no two do and none does too often.
"""

kept_lines = Table(
    "kept_lines",
    metadata,
    _id(),
    _group(index=True),
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("line", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)
"""Lines too long for a button, kept so that pressing *Share* still works after a restart."""

jobs = Table(
    "jobs",
    metadata,
    _id(),
    _group(index=True),
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("platform", String(16), nullable=False),
    Column("space", String(100), nullable=False),
    Column("channel", String(100), nullable=False),
    Column("line", Text, nullable=False),
    Column("alive_until", Instant, nullable=False),
    sqlite_autoincrement=True,
)
"""Sandbox jobs at work. A number is never given twice: an old button must not stop a new job."""

seen_events = Table(
    "seen_events",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("event", String(200), primary_key=True),
    Column("seen_at", Instant, nullable=False, index=True),
)
"""Platform events already taken, since platforms send one again when an acknowledgement got lost."""

notes = Table(
    "notes",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", Text, nullable=False),
)
"""Small facts about the installation, such as the fingerprint of the menus last synchronised."""

image_uses = Table(
    "image_uses",
    metadata,
    Column("host", String(200), primary_key=True),
    Column("image", String(80), primary_key=True),
    Column("used_at", Instant, nullable=False),
)
"""Last use of each image on each sandbox host; engines keep none."""

group_images = Table(
    "group_images",
    metadata,
    Column("group_id", ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True),
    Column("host", String(200), primary_key=True),
    Column("reference", String(400), primary_key=True),
    Column("image", String(80), nullable=False, index=True),
    Column("digest", String(80), nullable=False),
    Column("pulled_at", Instant, nullable=False),
)
"""What each group has pulled: a group sees its own images only."""
