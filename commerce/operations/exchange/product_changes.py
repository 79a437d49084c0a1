"""What the rows of a product would change of what stands, cell by cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from commerce.catalog.editing import standing_of
from commerce.catalog.edits import ProductEdit
from commerce.catalog.kinds import counted_kinds, kinds_with_keys
from commerce.catalog.models import Category, Product, Variant
from commerce.db.session import Session
from commerce.operations.exchange.findings import Finding
from commerce.operations.exchange.models import FindingKind
from commerce.operations.exchange.product_columns import OF_PRODUCT, OF_VARIANT, cells_of
from commerce.operations.exchange.product_rows import Cell, Group, Wrong, whole
from commerce.shops.queries import ShopView
from commerce.stock.adjusting import LARGEST
from commerce.stock.models import Stock


@dataclass(frozen=True, slots=True)
class Standing:
    """A product as it stands, or none yet: its id, form, and the stock of its variants by SKU."""

    id: UUID | None = None
    form: dict[str, Any] | None = None
    stock: Mapping[str, int] = field(default_factory=dict[str, int])


async def known_products(
    session: Session, shop: ShopView, slugs: Sequence[str]
) -> dict[str, Standing]:
    """What stands under these addresses."""
    found = await session.exec(select(Product).where(col(Product.slug).in_(slugs)))
    products = found.all()
    forms = await standing_of(session, shop, products)
    levels = await session.rows(
        select(col(Variant.product_id), col(Variant.sku), col(Stock.available))
        .join(Stock, col(Stock.variant_id) == col(Variant.id))
        .where(col(Variant.product_id).in_(list(forms)))
    )
    stock: dict[UUID, dict[str, int]] = {product_id: {} for product_id in forms}
    for product_id, sku, available in levels:
        stock[product_id][sku] = available
    return {one.slug: Standing(one.id, forms[one.id], stock[one.id]) for one in products}


async def shelves_by_slug(session: Session) -> dict[str, UUID]:
    return {row.slug: row.id for row in (await session.exec(select(Category))).all()}


def changes_of(
    group: Group,
    stands: Standing,
    edit: ProductEdit,
    currency: str,
    shelves: Mapping[str, UUID],
) -> list[Finding]:
    """Each cell that differs from what stands; of a new variant its SKU."""
    names = {shelf_id: slug for slug, shelf_id in shelves.items()}
    line, head = group.head
    before: dict[str, dict[str, str]] = {}
    state = "draft"
    if stands.form is not None:
        state = stands.form["state"]
        shelf = names.get(stands.form["category_id"], "")
        before = cells_of(stands.form, state, shelf, currency, {})
    shelf = names.get(edit.category_id, "") if edit.category_id else ""
    after = cells_of(edit.model_dump(), head.get("state") or state, shelf, currency, {})
    findings: list[Finding] = []
    if stands.form is not None:
        one: Mapping[str, str] = next(iter(before.values()), head)
        findings += _differing(line, OF_PRODUCT, one, next(iter(after.values())))
    for at, cells in group.rows:
        sku = cells["sku"]
        if sku in before:
            findings += _differing(at, OF_VARIANT, before[sku], after[sku])
        else:
            findings.append(Finding(Cell(at, "sku"), FindingKind.MADE, after=sku))
    return findings


def _differing(
    line: int, columns: Sequence[str], before: Mapping[str, str], after: Mapping[str, str]
) -> list[Finding]:
    return [
        Finding(Cell(line, name), FindingKind.CHANGED, before.get(name, ""), after.get(name, ""))
        for name in columns
        if before.get(name, "") != after.get(name, "")
    ]


def counts_of(group: Group, kind: str) -> tuple[dict[str, tuple[int, int]], list[Wrong]]:
    """The line and the count of each SKU that has one, and what is wrong with the others."""
    counts: dict[str, tuple[int, int]] = {}
    wrong: list[Wrong] = []
    for line, cells in group.rows:
        if not (text := cells.get("stock", "")):
            continue
        at = Cell(line, "stock")
        try:
            count = whole(text)
        except ValueError as odd:
            wrong.append(Wrong(at, str(odd.args[0])))
            continue
        if kind not in counted_kinds():
            wrong.append(Wrong(at, "not_counted"))
        elif kind in kinds_with_keys():
            wrong.append(Wrong(at, "counted_by_keys"))
        elif count > LARGEST:
            wrong.append(Wrong(at, "less_than_equal", (("le", str(LARGEST)),)))
        counts[cells.get("sku", "")] = (line, count)
    return counts, wrong
