"""What the program keeps for itself."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, String, Table, Text, UniqueConstraint

from commands.store.tables.base import Instant, group_number, metadata, number

kept_lines = Table(
    "kept_lines",
    metadata,
    number(),
    group_number(index=True),
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("line", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)
"""Lines too long for a button, kept so that pressing *Share* still works after a restart."""

seen_events = Table(
    "seen_events",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("event", String(200), primary_key=True),
    Column("seen_at", Instant, nullable=False, index=True),
)
"""Platform events already taken, since platforms send one again when an acknowledgement got lost."""

troubles = Table(
    "troubles",
    metadata,
    number(),
    group_number(index=True),
    Column("place_id", ForeignKey("places.id", ondelete="CASCADE"), nullable=False),
    Column("reason", String(300), nullable=False),
    Column("passing", Boolean, nullable=False),
    Column("since", Instant, nullable=False),
    Column("told_at", Instant),
    UniqueConstraint("place_id", "reason"),
)
"""Why places take no messages. `passing` ones may end by themselves; captains were told at `told_at`."""

notes = Table(
    "notes",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", Text, nullable=False),
)
"""Small facts about the installation, such as the fingerprint of the menus last synchronised."""
