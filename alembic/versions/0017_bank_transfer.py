"""bank transfers: where to, how long they are waited for, and the lines of statements"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """What this release needs."""
    op.add_column("payment_methods", sa.Column("details_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("payment_methods", sa.Column("days", sa.Integer(), nullable=True))
    op.create_table(
        "bank_lines",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_key", sa.String(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("told_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name="bank_lines_amount"),
        sa.CheckConstraint(
            "(outcome = 'matched') = (payment_id IS NOT NULL)", name="bank_lines_payment"
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shop_id", "line_key", name="bank_lines_once"),
    )
    op.create_index("bank_lines_of_payment", "bank_lines", ["payment_id"], unique=True)


def downgrade() -> None:
    """What the release before needs."""
    op.drop_table("bank_lines")
    op.drop_column("payment_methods", "days")
    op.drop_column("payment_methods", "details_sealed")
