"""A round that can't be closed is tried less and less often."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("rounds", sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("rounds", sa.Column("put_off_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("rounds", "put_off_until")
    op.drop_column("rounds", "failures")
