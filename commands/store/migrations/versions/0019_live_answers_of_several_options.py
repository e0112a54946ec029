"""An answer in a live quiz may choose several options."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _hold(sa.Integer(), sa.String(length=300), "choice::varchar")


def downgrade() -> None:
    op.execute("DELETE FROM live_answers WHERE choice LIKE '%,%'")
    _hold(sa.String(length=300), sa.Integer(), "choice::integer")


def _hold(before: sa.Integer | sa.String, after: sa.Integer | sa.String, how: str) -> None:
    with op.batch_alter_table("live_answers") as table:
        table.alter_column("choice", existing_type=before, type_=after, existing_nullable=False, postgresql_using=how)
