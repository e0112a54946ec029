"""Who is here: groups, the places they live in, their learners."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Integer, String, Table, Time, UniqueConstraint, false

from commands.store.tables.base import Instant, group_number, metadata, number

groups = Table(
    "groups",
    metadata,
    number(),
    Column("name", String(100), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("wall_time", Time),
    Column("days", String(7), nullable=False),
    Column("open_minutes", Integer, nullable=False),
    Column("late_minutes", Integer, nullable=False),
    Column("feedback", String(16), nullable=False),
    Column("locale", String(16), nullable=False, server_default="en_GB"),
    Column("level", Integer, nullable=False),
    Column("changes_of_mind", Integer, nullable=False, server_default="1"),
    Column("board_rows", Integer, nullable=False, server_default="5"),
    Column("place_id", Integer),
    Column("paused_until", Date),
    Column("holidays", JSON, nullable=False, server_default="[]"),
    Column("next_open_on", Date),
    Column("next_open_at", Instant, index=True),
    Column("keep_months", Integer),
    Column("left_at", Instant),
    Column("created_at", Instant, nullable=False),
)
"""`wall_time` is null until a captain has set the daily question up; `days` holds ISO weekdays as digits.

`keep_months` is how long answers are kept, null for ever; `left_at` is when the bot was taken out of the group's space.
`next_open_on` is the local date of the next question; `next_open_at` is derived from it by the zone's rules.
"""

places = Table(
    "places",
    metadata,
    number(),
    group_number(index=True),
    Column("platform", String(16), nullable=False),
    Column("space", String(100), nullable=False),
    Column("channel", String(100), nullable=False),
    Column("also", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("platform", "space", "channel"),
)
"""`also` places get the daily question besides the group's main place."""

spaces = Table(
    "spaces",
    metadata,
    number(),
    group_number(index=True),
    Column("platform", String(16), nullable=False),
    Column("space", String(100), nullable=False),
    UniqueConstraint("platform", "space"),
)
"""The group that a guild or workspace belongs to, for places that have none of their own."""

learners = Table(
    "learners",
    metadata,
    number(),
    group_number(),
    Column("platform", String(16), nullable=False),
    Column("user", String(100), nullable=False),
    Column("name", String(100), nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("pseudonym", String(40)),
    Column("hidden", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("group_id", "platform", "user"),
)
"""Others see the pseudonym where there is one, and no name at all of a hidden learner."""

captains = Table(
    "captains",
    metadata,
    Column("learner_id", ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    group_number(index=True),
    Column("acted_at", Instant, nullable=False),
)
"""Learners who have acted as captains, and when last: they are told what only captains can mend."""
