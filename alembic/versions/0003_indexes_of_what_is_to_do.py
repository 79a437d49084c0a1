"""indexes of what is to do, however many orders are done"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """What this release needs."""
    op.drop_index("orders_to_ship", "orders")
    _index(
        "orders_to_ship",
        "status = 'open' AND payment_status IN ('paid', 'part_refunded')"
        " AND fulfilment_status IN ('unfulfilled', 'partial')",
    )
    _index("orders_to_deliver", "status = 'open' AND fulfilment_status = 'fulfilled'")
    op.create_index(
        "refunds_unsettled",
        "refunds",
        ["created_at"],
        postgresql_where=sa.text("state = 'requested'"),
    )


def downgrade() -> None:
    """What the release before needs."""
    op.drop_index("refunds_unsettled", "refunds")
    op.drop_index("orders_to_deliver", "orders")
    op.drop_index("orders_to_ship", "orders")
    _index(
        "orders_to_ship",
        "status = 'open' AND payment_status = 'paid' AND fulfilment_status <> 'delivered'",
    )


def _index(name: str, condition: str) -> None:
    op.create_index(name, "orders", ["shop_id", "id"], postgresql_where=sa.text(condition))
