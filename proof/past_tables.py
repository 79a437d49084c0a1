"""The tables of a shop's past: their columns, how rows come into them, and their months."""

from datetime import datetime
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from commerce.orders.partitions import PARTITIONED, bounds, create_statements

Connection = psycopg.Connection[Any]
# In the order in which they are written: payments before their events.
COLUMNS: dict[str, LiteralString] = {
    "orders": (
        "id, shop_id, number, customer_id, status, payment_status, fulfilment_status, currency,"
        " items_minor, discount_minor, delivery_minor, delivery_tax_minor, tax_minor, total_minor,"
        " paid_minor, refunded_minor, refunded_delivery_minor, prices_include_tax, locale,"
        " contact_name, contact_sealed, phone_index, email_index, address_sealed, country,"
        " delivery_code, delivery_name, promise, coupon, terms_version, placed_at,"
        " hold_expires_at, hold_extended, paid_at, closed_at, close_reason, event_count, version"
    ),
    "order_lines": (
        "shop_id, order_id, n, product_id, variant_id, sku, kind, name, options, picture_id,"
        " description_version, quantity, units, unit_minor, price_version, discount_minor, tax_ppm,"
        " tax_minor, total_minor, inputs, fulfilled, refunded, refunded_minor, restocked"
    ),
    "order_events": "shop_id, order_id, n, kind, actor_kind, actor_id, actor_name, facts, at",
    "order_numbers": "shop_id, number, order_id",
    "idempotency_keys": "shop_id, caller, key, request_hash, order_id, created_at",
    "stock_ledger": "shop_id, id, variant_id, change, reason, order_id, note, at",
    "payments": (
        "shop_id, id, order_id, order_number, provider, method, amount_minor, currency, state,"
        " provider_ref, pay_url, qr, cause, field, created_at, expires_at, settled_at"
    ),
    "payment_events": (
        "shop_id, id, payment_id, provider, provider_event, kind, raw, outcome, received_at"
    ),
    "parcels": (
        "shop_id, id, order_id, request_key, carrier, tracking_number, lines, shipped_at,"
        " delivered_at, staff_id, tracker, state, delayed"
    ),
    "messages": (
        "shop_id, id, about, channel, kind, secret, recipient_sealed, subject, body_sealed,"
        " order_id, state, attempts, failure, provider_ref, created_at, sent_at"
    ),
}


def begin_month(connection: Connection, month: datetime, *, is_over: bool) -> bool:
    """Have tables for it; whether they are new ones, outside of their parents until they are full.

    So are those of a month that is over, unless it has its partitions already.
    """
    there = connection.execute("SELECT to_regclass(%s)", (f"orders{_suffix(month)}",)).fetchone()
    if not is_over or (there and there[0] is not None):
        for statement in create_statements(month):
            connection.execute(statement.encode())
        return False
    for table in PARTITIONED:
        names = sql.Identifier(table + _suffix(month)), sql.Identifier(table)
        like = "CREATE TABLE {} (LIKE {} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
        connection.execute(sql.SQL(like).format(*names))
    return True


def attach_month(connection: Connection, month: datetime) -> None:
    """Make partitions of its new tables, which builds the indexes that their parents have."""
    first, end = (sql.Literal(str(bound)) for bound in bounds(month))
    for table in PARTITIONED:
        names = sql.Identifier(table), sql.Identifier(table + _suffix(month))
        attach = "ALTER TABLE {} ATTACH PARTITION {} FOR VALUES FROM ({}) TO ({})"
        connection.execute(sql.SQL(attach).format(*names, first, end))


def copy(connection: Connection, rows: dict[str, list[str]], month: datetime, *, new: bool) -> None:
    """Write the lines of each table's COPY; frozen where the tables are of this transaction."""
    for table, columns in COLUMNS.items():
        if not rows[table]:
            continue
        parted = table in PARTITIONED
        statement = sql.SQL("COPY {} ({}) FROM STDIN{}").format(
            sql.Identifier(table + _suffix(month) if parted else table),
            sql.SQL(columns),
            sql.SQL(" (FREEZE)" if new and parted else ""),
        )
        with connection.cursor().copy(statement) as copying:
            copying.write("".join(rows[table]))


def _suffix(month: datetime) -> str:
    return f"_y{month.year:04}m{month.month:02}"
