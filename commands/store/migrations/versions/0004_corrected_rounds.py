"""Captains correct rounds, learners report questions, groups say how often an answer may change."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ONCE = "uq_score_events_round_id_learner_id_cause"
_ONCE_EACH = "uq_score_events_round_id_learner_id_cause_correction"


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_corrections_group_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_corrections_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_round_id"), "corrections", ["round_id"])
    op.create_index(op.f("ix_corrections_announced_at"), "corrections", ["announced_at"])
    op.create_table(
        "question_reports",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("question_version", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_question_reports_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_question_reports_learner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_reports")),
    )
    op.create_index(op.f("ix_question_reports_group_id"), "question_reports", ["group_id"])
    with op.batch_alter_table("rounds") as rounds:
        rounds.add_column(sa.Column("corrected_key", sa.JSON(), nullable=True))
    with op.batch_alter_table("groups") as groups:
        groups.add_column(sa.Column("changes_of_mind", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("score_events") as events:
        events.add_column(sa.Column("correction", sa.Integer(), nullable=False, server_default="0"))
        events.drop_constraint(_ONCE, type_="unique")
        events.create_unique_constraint(_ONCE_EACH, ["round_id", "learner_id", "cause", "correction"])


def downgrade() -> None:
    with op.batch_alter_table("score_events") as events:
        events.drop_constraint(_ONCE_EACH, type_="unique")
        events.drop_column("correction")
        events.create_unique_constraint(_ONCE, ["round_id", "learner_id", "cause"])
    with op.batch_alter_table("groups") as groups:
        groups.drop_column("changes_of_mind")
    with op.batch_alter_table("rounds") as rounds:
        rounds.drop_column("corrected_key")
    op.drop_table("question_reports")
    op.drop_table("corrections")
