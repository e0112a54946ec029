"""A group may have several places: what is posted in each has a row of its own."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_MOVED = ("message", "reveal_message", "attempts", "leased_until", "shown_count", "shown_at")
_INDEX = "ix_postings_unfinished_round_id"
_UNFINISHED = sa.text("over_at IS NULL")


def upgrade() -> None:
    op.add_column("places", sa.Column("also", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "postings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=200), nullable=True),
        sa.Column("reveal_message", sa.String(length=200), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_count", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_of", sa.Integer(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_postings_group_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_postings_round_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_postings_place_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
        sa.UniqueConstraint("round_id", "place_id", name=op.f("uq_postings_round_id_place_id")),
    )
    op.create_index(op.f("ix_postings_group_id"), "postings", ["group_id"])
    op.create_index(_INDEX, "postings", ["round_id"], sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED)
    columns = ", ".join(_MOVED)
    op.execute(
        f"INSERT INTO postings (group_id, round_id, place_id, {columns}, over_at)"  # noqa: S608 - constants only
        f" SELECT group_id, id, place_id, {columns}, CASE WHEN announced AND state IN ('scheduled', 'open', 'closed')"
        " THEN revealed_at ELSE COALESCE(revealed_at, closes_at) END FROM rounds WHERE place_id IS NOT NULL"
    )
    for name in _MOVED:
        op.drop_column("rounds", name)


def downgrade() -> None:
    op.add_column("rounds", sa.Column("message", sa.String(length=200), nullable=True))
    op.add_column("rounds", sa.Column("reveal_message", sa.String(length=200), nullable=True))
    op.add_column("rounds", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("rounds", sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("rounds", sa.Column("shown_count", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("rounds", sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True))
    for name in _MOVED:
        op.execute(
            f"UPDATE rounds SET {name} = (SELECT {name} FROM postings WHERE round_id = rounds.id"  # noqa: S608
            " AND place_id = rounds.place_id) WHERE EXISTS (SELECT 1 FROM postings WHERE round_id = rounds.id"
            " AND place_id = rounds.place_id)"
        )
    op.drop_table("postings")
    op.drop_column("places", "also")
