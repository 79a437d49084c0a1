"""orders that are paid at the door are to be shipped, too"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """What this release needs."""
    _index("'paid', 'part_refunded', 'due'")


def downgrade() -> None:
    """What the release before needs."""
    _index("'paid', 'part_refunded'")


def _index(payments: str) -> None:
    op.drop_index("orders_to_ship", "orders")
    op.create_index(
        "orders_to_ship",
        "orders",
        ["shop_id", "id"],
        postgresql_where=sa.text(
            f"status = 'open' AND payment_status IN ({payments})"
            " AND fulfilment_status IN ('unfulfilled', 'partial')"
        ),
    )
