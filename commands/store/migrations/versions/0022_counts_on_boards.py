"""A board says how many have answered: the number is kept, so that what it misses is told by counting."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("boards", sa.Column("shown_count", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("boards", "shown_count")
