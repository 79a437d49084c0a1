"""a double-entry ledger of money, written by the database with each capture and refund"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_COLUMNS = "shop_id, source_id, kind, order_id, debit, credit, amount_minor, currency, at"
# One statement for all rows of theirs: a batch of payments costs one more insert, not one each.
_CAPTURED = f"""
INSERT INTO ledger_entries ({_COLUMNS})
SELECT shop_id, id, 'captured', order_id, 'provider:' || provider, 'sales', amount_minor, currency,
    coalesce(settled_at, created_at)
  FROM {{rows}} AS payment WHERE state = 'succeeded'
ON CONFLICT DO NOTHING
"""
_DUE = f"""
INSERT INTO ledger_entries ({_COLUMNS})
SELECT shop_id, id, 'refund_due', order_id, 'refunds', 'refunds_due', amount_minor, currency,
    created_at
  FROM {{rows}} AS refund
ON CONFLICT DO NOTHING
"""
_REFUNDED = f"""
INSERT INTO ledger_entries ({_COLUMNS})
SELECT refund.shop_id, refund.id, 'refunded', refund.order_id, 'refunds_due',
    'provider:' || payments.provider, refund.amount_minor, refund.currency,
    coalesce(refund.settled_at, refund.created_at)
  FROM {{rows}} AS refund JOIN payments ON payments.id = refund.payment_id
 WHERE refund.state = 'succeeded'
ON CONFLICT DO NOTHING
"""
_WRITERS = {
    ("payments", "ledger_of_payments"): (_CAPTURED,),
    ("refunds", "ledger_of_refunds"): (_DUE, _REFUNDED),
}


def upgrade() -> None:
    """What this release needs."""
    accounts = "('provider', 'sales', 'refunds', 'refunds_due')"
    op.create_table(
        "ledger_entries",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("debit", sa.String(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ledger_entries_amount"),
        sa.CheckConstraint("debit <> credit", name="ledger_entries_sides"),
        sa.CheckConstraint(
            f"split_part(debit, ':', 1) IN {accounts} AND split_part(credit, ':', 1) IN {accounts}",
            name="ledger_entries_accounts",
        ),
        sa.PrimaryKeyConstraint("source_id", "kind"),
    )
    op.create_index("ledger_entries_of_order", "ledger_entries", ["order_id"])
    for (table, function), statements in _WRITERS.items():
        _write_after(table, function, statements)
    # The triggers hold off whoever would write meanwhile: nothing is missed between them and this.
    for (table, _), statements in _WRITERS.items():
        for statement in statements:
            op.execute(statement.format(rows=table))
    op.execute(
        "CREATE FUNCTION ledger_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'entries of the ledger are never changed'"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER ledger_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries"
        " FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_kept()"
    )


def _write_after(table: str, function: str, statements: Sequence[str]) -> None:
    body = ";".join(statement.format(rows="written") for statement in statements)
    op.execute(
        f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN {body}; RETURN NULL; END $$"
    )
    for event in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER {function}_{event.lower()} AFTER {event} ON {table}"
            f" REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )


def downgrade() -> None:
    """What the release before needs."""
    for table, function in _WRITERS:
        for event in ("insert", "update"):
            op.execute(f"DROP TRIGGER {function}_{event} ON {table}")
        op.execute(f"DROP FUNCTION {function}()")
    op.drop_index("ledger_entries_of_order", table_name="ledger_entries")
    op.drop_table("ledger_entries")
    op.execute("DROP FUNCTION ledger_is_kept()")
