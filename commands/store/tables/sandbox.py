"""What is known of the learners' Docker hosts."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, Text

from commands.store.tables.base import Instant, group_number, metadata, number

jobs = Table(
    "jobs",
    metadata,
    number(),
    group_number(index=True),
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("platform", String(16), nullable=False),
    Column("space", String(100), nullable=False),
    Column("channel", String(100), nullable=False),
    Column("line", Text, nullable=False),
    Column("alive_until", Instant, nullable=False),
    sqlite_autoincrement=True,
)
"""Sandbox jobs at work. A number is never given twice: an old button must not stop a new job."""

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
