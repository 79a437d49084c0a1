"""coupons, delivery zones, tracked parcels"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

JSONB = postgresql.JSONB(astext_type=sa.Text())
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """What this release needs."""
    _coupons()
    _zones()
    _tracking()


def downgrade() -> None:
    """What the release before needs."""
    op.drop_table("parcel_scans")
    op.drop_index("parcels_to_check", "parcels")
    op.drop_index("parcels_tracked_at", "parcels")
    for column in ("checked_at", "delayed", "expected_at", "state", "tracker_ref", "tracker"):
        op.drop_column("parcels", column)
    op.drop_column("delivery_methods", "rates")
    op.drop_table("delivery_zones")
    op.drop_table("coupon_uses")
    op.drop_table("coupons")


def _coupons() -> None:
    op.create_table(
        "coupons",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", JSONB, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("off_minor", sa.BigInteger(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("from_minor", sa.BigInteger(), nullable=False),
        sa.Column("customer_most", sa.Integer(), nullable=True),
        sa.Column("total_most", sa.Integer(), nullable=True),
        sa.Column("combines", sa.Boolean(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("valid_from", MOMENT, nullable=False),
        sa.Column("valid_until", MOMENT, nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("off_minor > 0", name="coupons_off"),
        sa.CheckConstraint("percent BETWEEN 1 AND 100", name="coupons_percent"),
        sa.CheckConstraint(
            "uses >= 0 AND (total_most IS NULL OR uses <= total_most)", name="coupons_uses"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shop_id", "code", name="coupons_code"),
    )
    op.create_table(
        "coupon_uses",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("coupon_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("off_minor", sa.BigInteger(), nullable=False),
        sa.Column("delivery_off_minor", sa.BigInteger(), nullable=False),
        sa.Column("lines", JSONB, nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("email_index", sa.LargeBinary(), nullable=True),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.Column("given_back_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["coupon_id"], ["coupons.id"]),
        sa.PrimaryKeyConstraint("order_id"),
    )
    op.create_index(
        "coupon_uses_counted",
        "coupon_uses",
        ["coupon_id"],
        unique=False,
        postgresql_where=sa.text("given_back_at IS NULL"),
    )


def _zones() -> None:
    op.create_table(
        "delivery_zones",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", JSONB, nullable=False),
        sa.Column("places", JSONB, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shop_id", "code", name="delivery_zones_code"),
    )
    _add("delivery_methods", sa.Column("rates", JSONB, nullable=False, server_default="[]"))


def _tracking() -> None:
    _add("parcels", sa.Column("tracker", sa.String(), nullable=False, server_default=""))
    op.add_column("parcels", sa.Column("tracker_ref", sa.String(), nullable=True))
    _add("parcels", sa.Column("state", sa.String(), nullable=False, server_default=""))
    op.add_column("parcels", sa.Column("expected_at", MOMENT, nullable=True))
    _add("parcels", sa.Column("delayed", sa.Boolean(), nullable=False, server_default="false"))
    op.add_column("parcels", sa.Column("checked_at", MOMENT, nullable=True))
    op.create_index(
        "parcels_tracked_at",
        "parcels",
        ["tracker", "tracker_ref"],
        unique=True,
        postgresql_where=sa.text("tracker_ref IS NOT NULL"),
    )
    op.create_index(
        "parcels_to_check",
        "parcels",
        ["checked_at"],
        unique=False,
        postgresql_where=sa.text("tracker <> '' AND delivered_at IS NULL"),
    )
    op.create_table(
        "parcel_scans",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parcel_id", sa.Uuid(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcels.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("parcel_id", "told", name="parcel_scans_once"),
    )
    op.create_index("parcel_scans_of", "parcel_scans", ["parcel_id", "at"], unique=False)


def _add(table: str, column: sa.Column[object]) -> None:
    """A column that rows which are there already fill with a default; new ones bring their own."""
    name = str(column.name)
    op.add_column(table, column)
    op.alter_column(table, name, server_default=None)
