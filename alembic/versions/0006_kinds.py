"""Kinds beside goods: units, keys, files, campaigns.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('scheduled', 'starting', 'running', 'paused')")
FREE = sa.text("order_id IS NULL")
GIVEN = sa.text("order_id IS NOT NULL")


def upgrade() -> None:
    for table in ("variants", "order_lines"):
        op.add_column(table, sa.Column("units", sa.Integer(), nullable=False, server_default="1"))
        op.alter_column(table, "units", server_default=None)
    op.create_check_constraint("variants_units", "variants", "units > 0")
    op.create_table(
        "variant_files",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"]),
        sa.PrimaryKeyConstraint("variant_id"),
    )
    op.create_table(
        "stock_keys",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("line_n", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(order_id IS NULL) = (line_n IS NULL) AND (order_id IS NULL) = (given_at IS NULL)",
            name="stock_keys_given",
        ),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("variant_id", "digest", name="stock_keys_once"),
    )
    op.create_index("stock_keys_of_order", "stock_keys", ["order_id"], postgresql_where=GIVEN)
    op.create_index("stock_keys_free", "stock_keys", ["variant_id", "id"], postgresql_where=FREE)
    op.create_table(
        "campaigns",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("line_n", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("provider_ref", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("brief", JSONB(), nullable=False),
        sa.Column("ordered", sa.Integer(), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("share_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("delivered BETWEEN 0 AND ordered", name="campaigns_delivered"),
        sa.CheckConstraint("refunded_minor BETWEEN 0 AND share_minor", name="campaigns_refunded"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_id", "line_n", name="campaigns_once"),
    )
    op.create_index("campaigns_open", "campaigns", ["starts_at"], postgresql_where=OPEN)
    op.create_table(
        "campaign_steps",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"]),
        sa.PrimaryKeyConstraint("campaign_id", "n"),
    )


def downgrade() -> None:
    op.drop_table("campaign_steps")
    op.drop_index("campaigns_open", table_name="campaigns", postgresql_where=OPEN)
    op.drop_table("campaigns")
    op.drop_index("stock_keys_free", table_name="stock_keys", postgresql_where=FREE)
    op.drop_index("stock_keys_of_order", table_name="stock_keys", postgresql_where=GIVEN)
    op.drop_table("stock_keys")
    op.drop_table("variant_files")
    op.drop_constraint("variants_units", "variants")
    for table in ("order_lines", "variants"):
        op.drop_column(table, "units")
