"""wish lists, who waits for a variant, who wants to hear no more"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WAITING = sa.text("told_at IS NULL")


def upgrade() -> None:
    """What this release needs."""
    op.add_column(
        "shops",
        sa.Column("tell_all_waiting", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.alter_column("shops", "tell_all_waiting", server_default=None)
    op.create_table(
        "wishes",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(customer_id IS NULL) <> (token_hash IS NULL)", name="wishes_one_owner"
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for name, owner in (("customer", "customer_id"), ("guest", "token_hash")):
        op.create_index(
            f"wishes_of_{name}",
            "wishes",
            [owner, "product_id"],
            unique=True,
            postgresql_where=sa.text(f"{owner} IS NOT NULL"),
        )
    _create_waits()
    op.create_table(
        "notice_refusals",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("contact_index", sa.LargeBinary(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "contact_index"),
    )


def _create_waits() -> None:
    op.create_table(
        "stock_waits",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_index", sa.LargeBinary(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(told_at IS NULL) = (contact_sealed IS NOT NULL)", name="stock_waits_contact"
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for name, columns, unique in (
        ("once", ["variant_id", "contact_index"], True),
        ("next", ["variant_id", "id"], False),
        ("of_contact", ["contact_index"], False),
        ("of_customer", ["customer_id"], False),
    ):
        op.create_index(
            f"stock_waits_{name}", "stock_waits", columns, unique=unique, postgresql_where=WAITING
        )
    op.create_index(
        "stock_waits_told",
        "stock_waits",
        ["variant_id", "told_at"],
        postgresql_where=sa.text("told_at IS NOT NULL"),
    )


def downgrade() -> None:
    """What the release before needs."""
    op.drop_table("notice_refusals")
    op.drop_table("stock_waits")
    op.drop_table("wishes")
    op.drop_column("shops", "tell_all_waiting")
