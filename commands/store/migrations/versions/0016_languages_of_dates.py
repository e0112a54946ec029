"""Each group has a language in which dates and numbers are written."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("groups", sa.Column("locale", sa.String(length=16), nullable=False, server_default="en_GB"))


def downgrade() -> None:
    op.drop_column("groups", "locale")
