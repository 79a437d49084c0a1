"""what each visitor looked at"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """What this release needs."""
    op.create_table(
        "looked_at",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "who", "product_id"),
    )
    op.create_index(op.f("ix_looked_at_at"), "looked_at", ["at"])


def downgrade() -> None:
    """What the release before needs."""
    op.drop_table("looked_at")
