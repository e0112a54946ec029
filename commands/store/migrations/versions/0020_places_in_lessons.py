"""Learners keep their places in lessons."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "lesson_places",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("card", sa.Integer(), nullable=False),
        sa.Column("furthest", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_lesson_places_learner_id_learners"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_lesson_places_group_id_groups"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("learner_id", "topic", name=op.f("pk_lesson_places")),
    )
    op.create_index(op.f("ix_lesson_places_group_id"), "lesson_places", ["group_id"])


def downgrade() -> None:
    op.drop_table("lesson_places")
