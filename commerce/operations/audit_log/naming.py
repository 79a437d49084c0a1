"""What an act was about: the one thing that people would name."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session as SyncSession
from sqlmodel import col, select

from commerce.catalog.models import Product, Variant
from commerce.operations.audit_log.keeping import RowChange
from commerce.orders.models import Order


class About(NamedTuple):
    """A thing of the shop: its table, id, and what it is called."""

    table: str
    id: UUID | None
    name: str


def about(session: SyncSession, changes: Sequence[RowChange]) -> About:
    """The order if any was touched, else the product, the customer, whoever; else the first row."""
    if order := _of(changes, "orders", "order_id"):
        number = session.exec(select(Order.number).where(col(Order.id) == order)).one_or_none()
        return About("orders", order, number or "")
    if found := _product(session, changes):
        return found
    for table, reference in (("customers", "customer_id"), ("staff", "staff_id")):
        if row := _of(changes, table, reference):
            return About(table, row, "")
    first = next((change for change in changes if not change.says_nothing), changes[0])
    return About(first.table, first.id, first.name)


def _product(session: SyncSession, changes: Sequence[RowChange]) -> About | None:
    if product := _of(changes, "products", "product_id"):
        slug = session.exec(select(Product.slug).where(col(Product.id) == product)).one_or_none()
        return About("products", product, slug or "")
    if variant := _of(changes, "variants", "variant_id"):
        asked = select(Variant.product_id, Variant.sku).where(col(Variant.id) == variant)
        if row := session.exec(asked).one_or_none():
            return About("products", row[0], row[1])
    return None


def _of(changes: Iterable[RowChange], table: str, reference: str) -> UUID | None:
    """The row of `table` that was changed, or that a changed row belongs to."""
    for change in changes:
        if change.table == table and change.id:
            return change.id
        if reference in change.refers:
            return change.refers[reference]
    return None
