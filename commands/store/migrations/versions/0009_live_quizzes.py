"""Live quizzes, their players, questions and answers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "live_quizzes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=True),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lobby", sa.String(length=200), nullable=True),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "stage IN ('lobby', 'countdown', 'asking', 'open', 'shown', 'stopping', 'podium', 'over')",
            name=op.f("ck_live_quizzes_stage"),
        ),
        _of("live_quizzes", "group_id", "groups"),
        _of("live_quizzes", "place_id", "places"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_quizzes")),
    )
    going_on = sa.text("stage <> 'over'")
    op.create_index(
        "uq_live_quizzes_going_on",
        "live_quizzes",
        ["group_id"],
        unique=True,
        sqlite_where=going_on,
        postgresql_where=going_on,
    )
    op.create_table(
        "live_players",
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        _of("live_players", "quiz_id", "live_quizzes"),
        _of("live_players", "learner_id", "learners"),
        _of("live_players", "group_id", "groups"),
        sa.PrimaryKeyConstraint("quiz_id", "learner_id", name=op.f("pk_live_players")),
    )
    op.create_index("ix_live_players_learner_id", "live_players", ["learner_id"])
    op.create_table(
        "live_rounds",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("question_version", sa.String(length=64), nullable=False),
        sa.Column("option_order", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message", sa.String(length=200), nullable=True),
        _of("live_rounds", "group_id", "groups"),
        _of("live_rounds", "quiz_id", "live_quizzes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_rounds")),
        sa.UniqueConstraint("quiz_id", "position", name=op.f("uq_live_rounds_quiz_id_position")),
    )
    op.create_index("ix_live_rounds_group_id", "live_rounds", ["group_id"])
    op.create_table(
        "live_answers",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        _of("live_answers", "group_id", "groups"),
        _of("live_answers", "round_id", "live_rounds"),
        _of("live_answers", "learner_id", "learners"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_answers")),
        sa.UniqueConstraint("round_id", "learner_id", name=op.f("uq_live_answers_round_id_learner_id")),
    )
    op.create_index(op.f("ix_live_answers_learner_id"), "live_answers", ["learner_id"])


def downgrade() -> None:
    op.drop_table("live_answers")
    op.drop_table("live_rounds")
    op.drop_table("live_players")
    op.drop_table("live_quizzes")
