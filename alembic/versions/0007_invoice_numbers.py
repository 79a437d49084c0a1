"""invoice numbers, gapless per shop and year"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """What this release needs."""
    op.create_table(
        "invoice_numbers",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("n > 0", name="invoice_numbers_n"),
        sa.PrimaryKeyConstraint("shop_id", "year", "n"),
        sa.UniqueConstraint("shop_id", "order_id", name="invoice_numbers_order"),
    )


def downgrade() -> None:
    """What the release before needs."""
    op.drop_table("invoice_numbers")
