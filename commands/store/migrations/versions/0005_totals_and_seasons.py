"""Totals are kept beside score events, by week, month, season and for ever; learners choose under which name."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    seasons = op.create_table(
        "seasons",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_seasons_group_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seasons")),
        sa.UniqueConstraint("group_id", "first_day", name=op.f("uq_seasons_group_id_first_day")),
    )
    totals = op.create_table(
        "totals",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_totals_group_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name=op.f("fk_totals_learner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("group_id", "period", "begins", "learner_id", name=op.f("pk_totals")),
    )
    op.create_index("ix_totals_group_id_period_begins_points", "totals", ["group_id", "period", "begins", "points"])
    op.create_index("ix_totals_learner_id", "totals", ["learner_id"])
    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.add_column(sa.Column("board_rows", sa.Integer(), nullable=False, server_default="5"))
    with op.batch_alter_table("learners", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pseudonym", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("hidden", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("boards", schema=None) as batch_op:
        batch_op.add_column(sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True))
    _sum_up(seasons, totals)


def _sum_up(seasons: sa.Table, totals: sa.Table) -> None:
    """Adds up the events that there are; every month before now is a season of its own, and announced already."""
    events = sa.text(
        "SELECT e.group_id, e.learner_id, r.local_date, sum(e.points) AS points"
        " FROM score_events e JOIN rounds r ON r.id = e.round_id GROUP BY e.group_id, e.learner_id, r.local_date"
    ).columns(local_date=sa.Date())
    summed: Counter[tuple[int, str, date, int]] = Counter()
    months: set[tuple[int, date]] = set()
    for group_id, learner_id, day, points in op.get_bind().execute(events):
        month = day.replace(day=1)
        months.add((group_id, month))
        week = day - timedelta(days=day.weekday())
        for period, begins in (("week", week), ("month", month), ("season", month), ("all", date(1970, 1, 1))):
            summed[group_id, period, begins, learner_id] += points
    if not summed:
        return
    latest = max(month for _, month in months)
    op.bulk_insert(
        seasons,
        [
            {
                "group_id": group_id,
                "name": f"{month:%Y-%m}",
                "first_day": month,
                "last_day": (month + timedelta(days=31)).replace(day=1) - timedelta(days=1),
                "chosen": False,
                "announced_at": None if month == latest else datetime.combine(month + timedelta(days=31), time(), UTC),
            }
            for group_id, month in sorted(months)
        ],
    )
    keys = ("group_id", "period", "begins", "learner_id")
    op.bulk_insert(totals, [dict(zip(keys, key, strict=True), points=points) for key, points in summed.items()])


def downgrade() -> None:
    with op.batch_alter_table("boards", schema=None) as batch_op:
        batch_op.drop_column("shown_at")
        batch_op.drop_column("checked_at")
    with op.batch_alter_table("learners", schema=None) as batch_op:
        batch_op.drop_column("hidden")
        batch_op.drop_column("pseudonym")
    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.drop_column("board_rows")
    op.drop_table("totals")
    op.drop_table("seasons")
