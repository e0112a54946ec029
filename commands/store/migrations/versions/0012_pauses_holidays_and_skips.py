"""Groups pause and have holidays, keep the local date of the next question, and are told of skipped days."""

from collections.abc import Sequence
from datetime import UTC
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("groups") as groups:
        groups.add_column(sa.Column("paused_until", sa.Date(), nullable=True))
        groups.add_column(sa.Column("holidays", sa.JSON(), nullable=False, server_default="[]"))
        groups.add_column(sa.Column("next_open_on", sa.Date(), nullable=True))
    op.create_table(
        "skips",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_skips_group_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("group_id", "cause", name=op.f("pk_skips")),
    )
    _date_openings()


def _date_openings() -> None:
    """Gives every coming question the local date of its instant."""
    groups = sa.table(
        "groups",
        sa.column("id"),
        sa.column("zone"),
        sa.column("next_open_on", sa.Date()),
        sa.column("next_open_at", sa.DateTime(timezone=True)),
    )
    waiting = sa.select(groups.c.id, groups.c.zone, groups.c.next_open_at).where(groups.c.next_open_at.is_not(None))
    for group_id, zone, at in op.get_bind().execute(waiting).all():
        local = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(ZoneInfo(zone))
        op.execute(sa.update(groups).where(groups.c.id == group_id).values(next_open_on=local.date()))


def downgrade() -> None:
    op.drop_table("skips")
    for column in ("next_open_on", "holidays", "paused_until"):
        op.drop_column("groups", column)  # in place: a batch would replace the table, and its places would go with it
