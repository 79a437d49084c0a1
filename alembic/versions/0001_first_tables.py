"""first tables"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from commerce.orders.partitions import (
    MONTHS_AHEAD,
    PARTITIONED,
    create_statements,
    month_after,
)

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# The schema of procrastinate 3.10, frozen: an upgrade of the library brings a migration of its own.
QUEUE_SCHEMA = Path(__file__).parents[1] / "sql" / "procrastinate_3_10.sql"


def run_script(script: str) -> None:
    """Run several statements as they are: '%' and ':' mean nothing to us here."""
    op.get_bind().connection.driver_connection.execute(script)  # pyright: ignore[reportOptionalMemberAccess]


def make_partitions() -> None:
    """A DEFAULT partition (an alarm if it is ever used), this month and the next three."""
    for table in PARTITIONED:
        op.execute(f"CREATE TABLE {table}_default PARTITION OF {table} DEFAULT")
    for months in range(MONTHS_AHEAD + 1):
        for statement in create_statements(month_after(datetime.now(UTC), months)):
            op.execute(statement)


def drop_queue() -> None:
    """Remove what the queue's schema made."""
    run_script(
        """
        DROP TABLE IF EXISTS procrastinate_events, procrastinate_periodic_defers,
            procrastinate_jobs, procrastinate_workers CASCADE;
        DO $$ DECLARE f record; BEGIN
            FOR f IN SELECT oid::regprocedure AS name FROM pg_proc
                     WHERE proname LIKE 'procrastinate\\_%'
            LOOP EXECUTE 'DROP FUNCTION ' || f.name || ' CASCADE'; END LOOP;
            FOR f IN SELECT oid::regtype AS name FROM pg_type
                     WHERE typname LIKE 'procrastinate\\_%' AND typtype IN ('e', 'c') AND typrelid = 0
                        OR typname = 'procrastinate_job_to_defer_v1'
            LOOP EXECUTE 'DROP TYPE IF EXISTS ' || f.name || ' CASCADE'; END LOOP;
        END $$;
        """
    )


def upgrade() -> None:
    """What this release needs."""
    op.create_table(
        "categories",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("picture_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shop_id", "slug", name="categories_slug"),
    )
    op.create_table(
        "customers",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("phone_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_index", sa.LargeBinary(), nullable=True),
        sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("terms_version", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "customers_email",
        "customers",
        ["shop_id", "email_index"],
        unique=True,
        postgresql_where=sa.text("email_index IS NOT NULL"),
    )
    op.create_index(
        "customers_phone",
        "customers",
        ["shop_id", "phone_index"],
        unique=True,
        postgresql_where=sa.text("phone_index IS NOT NULL"),
    )
    op.create_table(
        "delivery_methods",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("free_from_minor", sa.BigInteger(), nullable=True),
        sa.Column("countries", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("night", sa.Boolean(), nullable=False),
        sa.Column("cut_off", sa.Time(), nullable=True),
        sa.Column("days_min", sa.Integer(), nullable=False),
        sa.Column("days_max", sa.Integer(), nullable=False),
        sa.Column("tax_class", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("price_minor >= 0", name="delivery_methods_price"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shop_id", "code", name="delivery_methods_code"),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "caller", "key"),
    )
    op.create_index(
        "idempotency_keys_age",
        "idempotency_keys",
        ["created_at"],
        unique=False,
        postgresql_using="brin",
    )
    op.create_table(
        "messages",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("recipient_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("provider_ref", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shop_id", "about", "channel", name="messages_once"),
    )
    op.create_index("messages_newest", "messages", ["shop_id", "id"], unique=False)
    op.create_index("messages_of_order", "messages", ["shop_id", "order_id"], unique=False)
    op.create_index(
        "messages_provider_ref",
        "messages",
        ["channel", "provider_ref"],
        unique=False,
        postgresql_where=sa.text("provider_ref <> ''"),
    )
    op.create_table(
        "order_events",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "n"),
        postgresql_partition_by="RANGE (order_id)",
    )
    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("picture_id", sa.Uuid(), nullable=True),
        sa.Column("description_version", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_minor", sa.BigInteger(), nullable=False),
        sa.Column("price_version", sa.Integer(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_ppm", sa.Integer(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("inputs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("fulfilled", sa.Integer(), nullable=False),
        sa.Column("refunded", sa.Integer(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("restocked", sa.Integer(), nullable=False),
        sa.CheckConstraint("fulfilled BETWEEN 0 AND quantity", name="order_lines_fulfilled"),
        sa.CheckConstraint("quantity > 0", name="order_lines_quantity"),
        sa.CheckConstraint("refunded BETWEEN 0 AND quantity", name="order_lines_refunded"),
        sa.CheckConstraint("restocked BETWEEN 0 AND quantity", name="order_lines_restocked"),
        sa.PrimaryKeyConstraint("order_id", "n"),
        postgresql_partition_by="RANGE (order_id)",
    )
    op.create_index(
        "order_lines_by_sku",
        "order_lines",
        ["shop_id", "sku", "order_id"],
        unique=False,
    )
    op.create_table(
        "order_numbers",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "orders",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("payment_status", sa.String(), nullable=False),
        sa.Column("fulfilment_status", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("items_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("delivery_minor", sa.BigInteger(), nullable=False),
        sa.Column("delivery_tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_delivery_minor", sa.BigInteger(), nullable=False),
        sa.Column("prices_include_tax", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("email_index", sa.LargeBinary(), nullable=True),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("delivery_code", sa.String(), nullable=True),
        sa.Column("delivery_name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("promise", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("coupon", sa.String(), nullable=True),
        sa.Column("terms_version", sa.String(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hold_expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hold_extended", sa.Boolean(), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("close_reason", sa.String(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("refunded_minor BETWEEN 0 AND paid_minor", name="orders_refunded"),
        sa.CheckConstraint("total_minor >= 0", name="orders_total"),
        sa.PrimaryKeyConstraint("id"),
        postgresql_partition_by="RANGE (id)",
    )
    op.create_index("orders_by_email", "orders", ["email_index", "id"], unique=False)
    op.create_index(
        "orders_by_name",
        "orders",
        ["shop_id", sa.literal_column("lower(contact_name)"), "id"],
        unique=False,
    )
    op.create_index("orders_by_phone", "orders", ["phone_index", "id"], unique=False)
    op.create_index(
        "orders_holding",
        "orders",
        ["hold_expires_at"],
        unique=False,
        postgresql_where=sa.text("status = 'open' AND payment_status = 'unpaid'"),
    )
    op.create_index("orders_newest", "orders", ["shop_id", "id"], unique=False)
    op.create_index("orders_of_customer", "orders", ["customer_id", "id"], unique=False)
    op.create_index(
        "orders_to_ship",
        "orders",
        ["shop_id", "id"],
        unique=False,
        postgresql_where=sa.text(
            "status = 'open' AND payment_status = 'paid' AND fulfilment_status <> 'delivered'"
        ),
    )
    op.create_table(
        "parcels",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("tracking_number", sa.String(), nullable=False),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_id", "request_key", name="parcels_once"),
    )
    op.create_index("parcels_of_order", "parcels", ["order_id", "id"], unique=False)
    op.create_table(
        "payments",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("provider_ref", sa.String(), nullable=True),
        sa.Column("pay_url", sa.String(), nullable=False),
        sa.Column("qr", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name="payments_amount"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("payments_of_order", "payments", ["order_id", "id"], unique=False)
    op.create_index(
        "payments_provider_ref",
        "payments",
        ["provider", "provider_ref"],
        unique=True,
        postgresql_where=sa.text("provider_ref IS NOT NULL"),
    )
    op.create_index(
        "payments_unsettled",
        "payments",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('starting', 'pending')"),
    )
    op.create_table(
        "pictures",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("large", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "pictures_digest",
        "pictures",
        ["shop_id", "digest"],
        unique=True,
        postgresql_where=sa.text("digest IS NOT NULL"),
    )
    op.create_table(
        "shops",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("hold_minutes", sa.Integer(), nullable=False),
        sa.Column("unpaid_most", sa.Integer(), nullable=False),
        sa.Column("prices_include_tax", sa.Boolean(), nullable=False),
        sa.Column("ordering_paused", sa.Boolean(), nullable=False),
        sa.Column("terms_version", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hold_minutes BETWEEN 1 AND 10080", name="shops_hold_minutes"),
        sa.CheckConstraint("unpaid_most BETWEEN 1 AND 100000", name="shops_unpaid_most"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    op.create_table(
        "staff",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "stock_ledger",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("change <> 0", name="stock_ledger_change"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("stock_ledger_of", "stock_ledger", ["variant_id", "id"], unique=False)
    op.create_index("stock_ledger_of_order", "stock_ledger", ["order_id"], unique=False)
    op.create_table(
        "tax_rates",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tax_class", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("rate_ppm", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.CheckConstraint("rate_ppm BETWEEN 0 AND 1000000", name="tax_rates_rate"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shop_id", "tax_class", "country", "region", name="tax_rates_place"),
    )
    op.create_table(
        "verification_codes",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("subject_index", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "verification_codes_of",
        "verification_codes",
        ["shop_id", "subject_index", "purpose"],
        unique=False,
    )
    op.create_table(
        "carts",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("draft_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("place_key", sa.Uuid(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(customer_id IS NULL) <> (token_hash IS NULL)", name="carts_one_owner"),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "carts_of_customer",
        "carts",
        ["customer_id"],
        unique=True,
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    op.create_index(
        "carts_of_guest",
        "carts",
        ["token_hash"],
        unique=True,
        postgresql_where=sa.text("token_hash IS NOT NULL"),
    )
    op.create_index(op.f("ix_carts_touched_at"), "carts", ["touched_at"], unique=False)
    op.create_table(
        "customer_addresses",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "customer_addresses_of",
        "customer_addresses",
        ["customer_id", "last_used_at"],
        unique=False,
    )
    op.create_table(
        "login_tickets",
        sa.Column("ticket_hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("remember", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id"],
            ["shops.id"],
        ),
        sa.PrimaryKeyConstraint("ticket_hash"),
    )
    op.create_index(
        op.f("ix_login_tickets_expires_at"),
        "login_tickets",
        ["expires_at"],
        unique=False,
    )
    op.create_table(
        "memberships",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shop_id", "staff_id", name="memberships_once"),
    )
    op.create_index(op.f("ix_memberships_staff_id"), "memberships", ["staff_id"], unique=False)
    op.create_table(
        "payment_events",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("provider_event", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("raw", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"],
            ["payments.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("provider", "provider_event", name="payment_events_once"),
    )
    op.create_index("payment_events_of", "payment_events", ["payment_id"], unique=False)
    op.create_table(
        "products",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("description", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("description_version", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("tax_class", sa.String(), nullable=False),
        sa.Column("picture_id", sa.Uuid(), nullable=True),
        sa.Column("popularity", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["categories.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shop_id", "slug", name="products_slug"),
    )
    op.create_index("products_popular", "products", ["shop_id", "popularity"], unique=False)
    op.create_index("products_shelf", "products", ["shop_id", "category_id", "id"], unique=False)
    op.create_table(
        "refunds",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("provider_ref", sa.String(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name="refunds_amount"),
        sa.ForeignKeyConstraint(
            ["payment_id"],
            ["payments.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_id", "request_key", name="refunds_once"),
    )
    op.create_index("refunds_of_order", "refunds", ["order_id", "id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("remembered", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id"],
            ["shops.id"],
        ),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.create_index("sessions_of_person", "sessions", ["person_id"], unique=False)
    op.create_table(
        "shop_hosts",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id"],
            ["shops.id"],
        ),
        sa.PrimaryKeyConstraint("host"),
    )
    op.create_index(op.f("ix_shop_hosts_shop_id"), "shop_hosts", ["shop_id"], unique=False)
    op.create_table(
        "product_texts",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("description_version", sa.Integer(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("description", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
        ),
        sa.PrimaryKeyConstraint("product_id", "description_version"),
    )
    op.create_table(
        "variants",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("weight_grams", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shop_id", "sku", name="variants_sku"),
    )
    op.create_index("variants_of", "variants", ["product_id", "position"], unique=False)
    op.create_table(
        "cart_lines",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("inputs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 9999", name="cart_lines_quantity"),
        sa.ForeignKeyConstraint(["cart_id"], ["carts.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["variant_id"],
            ["variants.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("cart_id", "variant_id", name="cart_lines_once"),
    )
    op.create_table(
        "prices",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("compare_at_minor", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name="prices_amount"),
        sa.CheckConstraint("valid_until > valid_from", name="prices_period"),
        sa.ForeignKeyConstraint(
            ["variant_id"],
            ["variants.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("variant_id", "currency", "version", name="prices_version"),
    )
    op.create_index("prices_of_shop", "prices", ["shop_id", "variant_id"], unique=False)
    op.create_table(
        "stock",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("available", sa.Integer(), nullable=False),
        sa.Column("low_at", sa.Integer(), nullable=False),
        sa.CheckConstraint("available >= 0", name="stock_available"),
        sa.ForeignKeyConstraint(
            ["variant_id"],
            ["variants.id"],
        ),
        sa.PrimaryKeyConstraint("variant_id"),
    )
    op.create_table(
        "promotions",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("from_minor", sa.BigInteger(), nullable=False),
        sa.Column("off_minor", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "from_minor > 0 AND off_minor BETWEEN 1 AND from_minor", name="promotions_off"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("promotions_of_shop", "promotions", ["shop_id"], unique=False)
    make_partitions()
    run_script(QUEUE_SCHEMA.read_text())


def downgrade() -> None:
    """Back to the release before."""
    drop_queue()
    op.drop_index("promotions_of_shop", table_name="promotions")
    op.drop_table("promotions")
    op.drop_table("stock")
    op.drop_index("prices_of_shop", table_name="prices")
    op.drop_table("prices")
    op.drop_table("cart_lines")
    op.drop_index("variants_of", table_name="variants")
    op.drop_table("variants")
    op.drop_table("product_texts")
    op.drop_index(op.f("ix_shop_hosts_shop_id"), table_name="shop_hosts")
    op.drop_table("shop_hosts")
    op.drop_index("sessions_of_person", table_name="sessions")
    op.drop_index(op.f("ix_sessions_expires_at"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_index("refunds_of_order", table_name="refunds")
    op.drop_table("refunds")
    op.drop_index("products_shelf", table_name="products")
    op.drop_index("products_popular", table_name="products")
    op.drop_table("products")
    op.drop_index("payment_events_of", table_name="payment_events")
    op.drop_table("payment_events")
    op.drop_index(op.f("ix_memberships_staff_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_index(op.f("ix_login_tickets_expires_at"), table_name="login_tickets")
    op.drop_table("login_tickets")
    op.drop_index("customer_addresses_of", table_name="customer_addresses")
    op.drop_table("customer_addresses")
    op.drop_index(op.f("ix_carts_touched_at"), table_name="carts")
    op.drop_index(
        "carts_of_guest",
        table_name="carts",
        postgresql_where=sa.text("token_hash IS NOT NULL"),
    )
    op.drop_index(
        "carts_of_customer",
        table_name="carts",
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    op.drop_table("carts")
    op.drop_index("verification_codes_of", table_name="verification_codes")
    op.drop_table("verification_codes")
    op.drop_table("tax_rates")
    op.drop_index("stock_ledger_of_order", table_name="stock_ledger")
    op.drop_index("stock_ledger_of", table_name="stock_ledger")
    op.drop_table("stock_ledger")
    op.drop_table("staff")
    op.drop_table("shops")
    op.drop_index(
        "pictures_digest",
        table_name="pictures",
        postgresql_where=sa.text("digest IS NOT NULL"),
    )
    op.drop_table("pictures")
    op.drop_index(
        "payments_unsettled",
        table_name="payments",
        postgresql_where=sa.text("state IN ('starting', 'pending')"),
    )
    op.drop_index(
        "payments_provider_ref",
        table_name="payments",
        postgresql_where=sa.text("provider_ref IS NOT NULL"),
    )
    op.drop_index("payments_of_order", table_name="payments")
    op.drop_table("payments")
    op.drop_index("parcels_of_order", table_name="parcels")
    op.drop_table("parcels")
    op.drop_index(
        "orders_to_ship",
        table_name="orders",
        postgresql_where=sa.text(
            "status = 'open' AND payment_status = 'paid' AND fulfilment_status <> 'delivered'"
        ),
    )
    op.drop_index("orders_of_customer", table_name="orders")
    op.drop_index("orders_newest", table_name="orders")
    op.drop_index(
        "orders_holding",
        table_name="orders",
        postgresql_where=sa.text("status = 'open' AND payment_status = 'unpaid'"),
    )
    op.drop_index("orders_by_phone", table_name="orders")
    op.drop_index("orders_by_name", table_name="orders")
    op.drop_index("orders_by_email", table_name="orders")
    op.drop_table("orders")
    op.drop_table("order_numbers")
    op.drop_index("order_lines_by_sku", table_name="order_lines")
    op.drop_table("order_lines")
    op.drop_table("order_events")
    op.drop_index(
        "messages_provider_ref",
        table_name="messages",
        postgresql_where=sa.text("provider_ref <> ''"),
    )
    op.drop_index("messages_of_order", table_name="messages")
    op.drop_index("messages_newest", table_name="messages")
    op.drop_table("messages")
    op.drop_index("idempotency_keys_age", table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.drop_table("delivery_methods")
    op.drop_index(
        "customers_phone",
        table_name="customers",
        postgresql_where=sa.text("phone_index IS NOT NULL"),
    )
    op.drop_index(
        "customers_email",
        table_name="customers",
        postgresql_where=sa.text("email_index IS NOT NULL"),
    )
    op.drop_table("customers")
    op.drop_table("categories")
