"""The shop's books of money: each entry moves an amount from one account to another.

Entries are written by the database itself, in the statement that settles a payment or asks for a
refund (triggers of migration 0010), and never changed. An entry has both of its sides, so the books
cannot be out of balance: what one account is debited, another is credited.
"""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from commerce.db.columns import OfShop, minor_units, moment
from commerce.db.session import Session
from commerce.money import Money


class EntryKind(StrEnum):
    """What an entry is about; its source is the payment, or else the refund."""

    CAPTURED = "captured"  # a payment succeeded
    REFUND_DUE = "refund_due"  # a refund was asked for
    REFUNDED = "refunded"  # the provider has paid it out


class Account(StrEnum):
    """The accounts of each shop. At a provider there is one for each: `provider:sandbox`."""

    PROVIDER = "provider"  # what a provider holds for the shop
    SALES = "sales"  # what customers paid
    REFUNDS = "refunds"  # what of it was promised back
    REFUNDS_DUE = "refunds_due"  # promised, and not paid out yet


class LedgerEntry(OfShop, table=True):
    """`amount_minor` from the account `credit` to the account `debit`, once for its source."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", "ledger_entries_amount"),
        CheckConstraint("debit <> credit", "ledger_entries_sides"),
        CheckConstraint(
            "split_part(debit, ':', 1) IN ('provider', 'sales', 'refunds', 'refunds_due')"
            " AND split_part(credit, ':', 1) IN ('provider', 'sales', 'refunds', 'refunds_due')",
            "ledger_entries_accounts",
        ),
        Index("ledger_entries_of_order", "order_id"),
    )

    source_id: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    order_id: UUID
    debit: str
    credit: str
    amount_minor: int = minor_units(nullable=False)
    currency: str
    at: datetime = moment(nullable=False)


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account was debited, less what it was credited."""

    account: str
    amount: Money


_BALANCES = text("""
SELECT account, currency, sum(minor)::bigint AS minor
  FROM ledger_entries, LATERAL (VALUES (debit, amount_minor), (credit, -amount_minor))
    AS side(account, minor)
 WHERE shop_id = :shop AND (CAST(:order AS uuid) IS NULL OR order_id = :order)
 GROUP BY account, currency ORDER BY account, currency
""")


async def balances(session: Session, order_id: UUID | None = None) -> list[Balance]:
    """Each account of the shop and currency, of one order if asked; together they are nothing."""
    rows = await session.run(_BALANCES, {"shop": session.shop_id, "order": order_id})
    return [Balance(row.account, Money(row.minor, row.currency)) for row in rows]
