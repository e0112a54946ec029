"""Indexes over what is still to be dealt with, which stay short however long the past becomes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _create("ix_rounds_unrevealed_state_closes_at", "rounds", ["state", "closes_at"], "revealed_at IS NULL")
    _create("ix_rounds_unrevealed_group_id", "rounds", ["group_id"], "revealed_at IS NULL")
    _create("ix_seasons_unannounced_last_day", "seasons", ["last_day"], "announced_at IS NULL")
    op.drop_index("ix_rounds_state_closes_at", "rounds")


def _create(name: str, table: str, columns: Sequence[str], condition: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


def downgrade() -> None:
    op.create_index("ix_rounds_state_closes_at", "rounds", ["state", "closes_at"])
    op.drop_index("ix_seasons_unannounced_last_day", "seasons")
    op.drop_index("ix_rounds_unrevealed_group_id", "rounds")
    op.drop_index("ix_rounds_unrevealed_state_closes_at", "rounds")
