"""What was pulled is noted with its digest."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # The digest of an earlier pull is not known any more; pulling again costs little, as its layers are still there.
    op.execute("DELETE FROM group_images")
    with op.batch_alter_table("group_images", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digest", sa.String(length=80), nullable=False, server_default=""))
    with op.batch_alter_table("group_images", schema=None) as batch_op:
        batch_op.alter_column(
            "digest", server_default=None, existing_type=sa.String(length=80), existing_nullable=False
        )


def downgrade() -> None:
    with op.batch_alter_table("group_images", schema=None) as batch_op:
        batch_op.drop_column("digest")
