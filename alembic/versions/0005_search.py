"""search: a narrow row a product for lists and search, and the words of each shop"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEYS = ("popularity", "price_minor", "listed_at")
NAMES = {"popularity": "popular", "price_minor": "price", "listed_at": "newest"}


# What is on sale already stands in the lists at once; being stale, each row is soon written anew
# by the job that follows the stock, with the words and options that only the shop can cut.
FILL = """
INSERT INTO shelf_entries (shop_id, product_id, category_id, price_minor, in_stock, popularity,
                           listed_at, stale_at, forms, prices, stocked, words)
SELECT p.shop_id, p.id, p.category_id, min(n.amount_minor), bool_or(coalesce(k.available, 0) > 0),
       p.popularity, (extract(epoch FROM p.created_at) * 1000000)::bigint, p.created_at,
       '{}', '{}', '{}', to_tsvector('simple', p.name::text)
  FROM products p
  JOIN shops s ON s.id = p.shop_id
  JOIN variants v ON v.product_id = p.id AND v.active
  LEFT JOIN stock k ON k.variant_id = v.id
  LEFT JOIN LATERAL (
    SELECT amount_minor FROM prices
     WHERE variant_id = v.id AND currency = s.currency AND valid_from <= now()
       AND (valid_until IS NULL OR valid_until > now())
     ORDER BY version DESC LIMIT 1) n ON true
 WHERE p.state = 'active'
 GROUP BY p.id
"""


def upgrade() -> None:
    """What this release needs."""
    op.create_table(
        "shelf_entries",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        sa.Column("in_stock", sa.Boolean(), nullable=False),
        sa.Column("popularity", sa.Integer(), nullable=False),
        sa.Column("listed_at", sa.BigInteger(), nullable=False),
        sa.Column("stale_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("prices", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("stocked", postgresql.ARRAY(sa.Boolean()), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("product_id"),
    )
    op.create_index(
        "shelf_entries_words",
        "shelf_entries",
        ["words"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index("shelf_entries_stale", "shelf_entries", ["stale_at"])
    for key in KEYS:
        op.create_index(
            f"shelf_entries_{NAMES[key]}", "shelf_entries", ["shop_id", key, "product_id"]
        )
        op.create_index(
            f"shelf_entries_of_{NAMES[key]}",
            "shelf_entries",
            ["shop_id", "category_id", key, "product_id"],
        )
    op.create_table(
        "search_words",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("products", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "word"),
    )
    op.execute(FILL)
    op.create_table(
        "bought_together",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["other_id"], ["products.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("product_id", "other_id"),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    """Back to before it; nothing is lost that the products do not say."""
    op.drop_table("marks")
    op.drop_table("bought_together")
    op.drop_table("search_words")
    op.drop_table("shelf_entries")
