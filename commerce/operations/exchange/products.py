"""Some products of a file, written by the verbs of the editor: each whole, or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import col, select

from commerce.catalog.editing import create_product, save_product, set_state
from commerce.catalog.edits import ProductEdit
from commerce.catalog.models import Product, ProductState, Variant
from commerce.catalog.search.indexing import indexed_together
from commerce.db.session import Session
from commerce.errors import CommerceError, InvalidInput
from commerce.operations.exchange.findings import Finding, wrong_cell
from commerce.operations.exchange.models import FindingKind
from commerce.operations.exchange.product_changes import (
    Standing,
    changes_of,
    counts_of,
    known_products,
    shelves_by_slug,
)
from commerce.operations.exchange.product_rows import (
    Cell,
    Group,
    Wrong,
    WrongCells,
    cells_at_fault,
    edit_of,
)
from commerce.people.actors import Actor
from commerce.shops.queries import ShopView
from commerce.stock.counting import book_differences


@dataclass(frozen=True, slots=True)
class Writing:
    """In whose name products are written. `counted`: the differences of stock by line of the file.

    Without `counted` it is a dry run, which finds them and books none.
    """

    shop: ShopView
    actor: Actor
    note: str
    counted: Mapping[int, int] | None = None


@dataclass(slots=True)
class Written:
    """What came of some products."""

    made: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: int = 0
    findings: list[Finding] = field(default_factory=list[Finding])
    differences: dict[str, tuple[Cell, int]] = field(default_factory=dict[str, tuple[Cell, int]])


async def write_products(session: Session, writing: Writing, groups: Sequence[Group]) -> Written:
    """Write what the rows ask for; what is wrong with a product leaves that one as it is."""
    written = Written()
    shelves = await shelves_by_slug(session)
    known = await known_products(session, writing.shop, [group.slug for group in groups])
    async with indexed_together(session, at_all=writing.counted is not None):
        for group in groups:
            stands = known.get(group.slug, Standing())
            try:
                await _write(session, writing, group, stands, shelves, written)
            except WrongCells as found:
                written.wrong += 1
                written.findings += [wrong_cell(one, group) for one in found.wrong]
        await session.flush()
    await _book(session, writing, written)
    return written


async def _write(
    session: Session,
    writing: Writing,
    group: Group,
    stands: Standing,
    shelves: Mapping[str, UUID],
    written: Written,
) -> None:
    kind = stands.form["kind"] if stands.form else group.head[1].get("kind") or "goods"
    counts, wrong = counts_of(group, kind)
    edit, lines = edit_of(group, stands.form, writing.shop.currency, shelves, wrong)
    findings = changes_of(group, stands, edit, writing.shop.currency, shelves)
    moves = [one for one in findings if one.at.column == "state"]
    saves = stands.id is None or len(findings) > len(moves)
    if findings:
        async with session.begin_nested():
            await _save(session, writing.shop, group, stands, edit, lines, saves)
    stock = _stock_changes(writing, group, stands, counts, written)
    written.made += stands.id is None
    written.changed += stands.id is not None and bool(findings or stock)
    written.unchanged += not findings and not stock
    written.findings += findings + (stock if writing.counted is None else [])


async def _save(
    session: Session,
    shop: ShopView,
    group: Group,
    stands: Standing,
    edit: ProductEdit,
    lines: Sequence[int],
    saves: bool,
) -> None:
    """By the verbs of the editor. Raises WrongCells."""
    try:
        if stands.id is None:
            product = await create_product(session, shop, edit)
        elif saves:
            product = await save_product(session, shop, stands.id, edit)
        else:
            product = (await session.exec(select(Product).where(Product.id == stands.id))).one()
        await session.flush()
    except CommerceError as refused:
        raise WrongCells(cells_at_fault(refused, group, lines)) from None
    line, head = group.head
    if (state := head.get("state")) and state != product.state:
        try:
            await set_state(session, shop, product.id, product.version, ProductState(state))
        except InvalidInput as refused:
            at = Cell(line, "state")
            raise WrongCells([Wrong(at, p.code, p.facts) for p in refused.problems]) from None
        except CommerceError as refused:
            raise WrongCells(cells_at_fault(refused, group, lines)) from None


def _stock_changes(
    writing: Writing,
    group: Group,
    stands: Standing,
    counts: Mapping[str, tuple[int, int]],
    written: Written,
) -> list[Finding]:
    """What stock is to change: in a dry run by the level of now, else as that one found it."""
    found: list[Finding] = []
    for sku, (line, count) in counts.items():
        at, level = Cell(line, "stock"), stands.stock.get(sku, 0)
        if writing.counted is not None:
            if difference := writing.counted.get(line, 0):
                written.differences[sku] = (at, difference)
                found.append(Finding(at, FindingKind.CHANGED))
        elif count != level:
            found.append(Finding(at, FindingKind.CHANGED, str(level), str(count)))
    return found


async def _book(session: Session, writing: Writing, written: Written) -> None:
    """Stock comes last: orders wait for whoever holds a level."""
    if not written.differences:
        return
    rows = await session.rows(
        select(col(Variant.sku), col(Variant.id)).where(
            col(Variant.sku).in_(list(written.differences))
        )
    )
    ids: dict[str, UUID] = {row.sku: row.id for row in rows}
    differences = {ids[sku]: change for sku, (_at, change) in written.differences.items()}
    booked = await book_differences(session, writing.actor, differences, writing.note)
    for sku, (at, _change) in written.differences.items():
        one = booked[ids[sku]]
        finding = Finding(at, FindingKind.CHANGED, str(one.before), str(one.after))
        written.findings.append(finding)
