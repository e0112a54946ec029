"""What answers say of questions, and which questions are out of the rotation."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "round_results",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("question_version", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("right", sa.Float(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("item", sa.Float(), nullable=False),
        sa.Column("rest", sa.Float(), nullable=False),
        sa.Column("item_squared", sa.Float(), nullable=False),
        sa.Column("rest_squared", sa.Float(), nullable=False),
        sa.Column("item_times_rest", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_round_results_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["rounds.id"], name=op.f("fk_round_results_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_results")),
    )
    op.create_index(op.f("ix_round_results_group_id"), "round_results", ["group_id"])
    op.create_index(
        "ix_round_results_question_id_question_version", "round_results", ["question_id", "question_version"]
    )
    op.create_table(
        "question_verdicts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("question_version", sa.String(length=64), nullable=False),
        sa.Column("out", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_question_verdicts_group_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_verdicts")),
    )
    op.create_index(op.f("ix_question_verdicts_group_id"), "question_verdicts", ["group_id"])


def downgrade() -> None:
    op.drop_table("question_verdicts")
    op.drop_table("round_results")
