"""Learners practise and review by themselves."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _learner() -> "sa.Column[int]":
    return sa.Column("learner_id", sa.Integer(), nullable=False)


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{other}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(name), ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "practices",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        _learner(),
        sa.Column("topic", sa.String(64), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        _of("practices", "group_id", "groups"),
        _of("practices", "learner_id", "learners"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practices")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        _learner(),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("question_version", sa.String(64), nullable=False),
        sa.Column("option_order", sa.JSON(), nullable=False),
        sa.Column("choice", sa.String(300), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("memory_before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        _of("tries", "group_id", "groups"),
        _of("tries", "learner_id", "learners"),
        _of("tries", "practice_id", "practices"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tries")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "review_cards",
        _learner(),
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("question_version", sa.String(64), nullable=False),
        sa.Column("memory", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        _of("review_cards", "learner_id", "learners"),
        _of("review_cards", "group_id", "groups"),
        sa.PrimaryKeyConstraint("learner_id", "question_id", name=op.f("pk_review_cards")),
    )
    op.create_table(
        "reminders",
        _learner(),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("wall_time", sa.Time(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        _of("reminders", "learner_id", "learners"),
        _of("reminders", "group_id", "groups"),
        _of("reminders", "place_id", "places"),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("token", name=op.f("uq_reminders_token")),
    )
    for table, *columns in _INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)


_INDEXES = (
    ("practices", "group_id"),
    ("practices", "learner_id"),
    ("tries", "group_id"),
    ("tries", "learner_id"),
    ("tries", "practice_id"),
    ("review_cards", "group_id"),
    ("review_cards", "learner_id", "due_on"),
    ("reminders", "group_id"),
    ("reminders", "next_at"),
)


def downgrade() -> None:
    for table in ("reminders", "review_cards", "tries", "practices"):
        op.drop_table(table)
