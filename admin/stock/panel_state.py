"""The panel that changes one level and shows what happened to it before."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from admin.parts.queries import texts_of
from commerce.catalog.kinds import kinds_with_keys
from commerce.catalog.models import Product, Variant
from commerce.errors import InvalidInput, NotFound
from commerce.ids import new_id
from commerce.people.rights import Right
from commerce.stock.adjusting import AdjustStock, adjust_stock, set_low_mark
from commerce.stock.keys import KeyCount, key_count
from commerce.stock.queries import LedgerEntry, Level, levels_of, stock_ledger
from ui.acting import staff_at
from ui.amounts import moment_text, number_text
from ui.parts.messages import toast_done
from ui.refusals import Refusal
from ui.texts import _
from ui.visits import StaffVisit

LEDGER_LENGTH = 30


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One change, in words."""

    change: str
    level: str
    reason: str
    note: str
    who: str
    at: str
    iso: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What the panel is open for. `key` is spent by the change that it makes."""

    variant_id: str = ""
    sku: str = ""
    left: str = ""
    low_at: str = ""
    key: str = ""
    keyed: bool = False
    free: str = ""
    given: str = ""


class StockPanelState(rx.State):
    """Open for one variant, or closed."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    opened: rx.Field[Opened] = rx.field(default_factory=Opened)
    ledger: rx.Field[list[LedgerLine]] = rx.field(default_factory=list)

    @rx.event
    async def open_for(self, variant_id: str) -> None:
        """Show a variant's level and ledger."""
        async with staff_at(self, Right.PRODUCTS_VIEW) as at:
            await self._show(at, variant_in(variant_id))

    @rx.event
    async def close(self) -> None:
        """Put the panel away."""
        async with staff_at(self, Right.PRODUCTS_VIEW):
            self.opened, self.ledger = Opened(), []

    @rx.event
    async def adjust(self, form: dict[str, Any]) -> Any:
        """Change the level, once for each time that the panel was drawn."""
        given = texts_of(form, ("way", "quantity", "note", "key"))
        async with staff_at(self, Right.STOCK_EDIT) as at:
            if not self.opened.key or given["key"] != self.opened.key:
                return None
            asked = AdjustStock.parse(
                {
                    "variant_id": variant_in(self.opened.variant_id),
                    "way": given["way"],
                    "quantity": given["quantity"].strip(),
                    "note": given["note"],
                }
            )
            left = await adjust_stock(at.session, at.actor, asked)
            await self._show(at, asked.variant_id)
            words = _("{sku}: {left} in stock", sku=self.opened.sku, left=number_text(left))
            return toast_done(words)
        return None

    @rx.event
    async def mark_low(self, form: dict[str, Any]) -> Any:
        """From which level on it counts as low."""
        given = texts_of(form, ("low_at",))["low_at"].strip()
        async with staff_at(self, Right.STOCK_EDIT) as at:
            if not given.isascii() or not given.isdecimal() or len(given) > 9:
                raise InvalidInput.of("low_at", "int_parsing")
            await set_low_mark(at.session, variant_in(self.opened.variant_id), int(given))
            await self._show(at, variant_in(self.opened.variant_id))
            return toast_done(_("Saved"))
        return None

    async def _show(self, at: StaffVisit, variant_id: UUID) -> None:
        variant = await at.session.get(Variant, variant_id)
        if variant is None or variant.shop_id != at.shop.id:
            raise NotFound("variant")
        level = (await levels_of(at.session, [variant_id])).get(variant_id, Level())
        entries = await stock_ledger(at.session, variant_id, limit=LEDGER_LENGTH)
        self.ledger = [_line(entry, at.shop.time_zone) for entry in entries]
        product = await at.session.get(Product, variant.product_id)
        keyed = product is not None and product.kind in kinds_with_keys()
        keys = await key_count(at.session, variant_id) if keyed else KeyCount()
        self.opened = Opened(
            keyed=keyed,
            free=number_text(keys.free),
            given=number_text(keys.given),
            variant_id=str(variant_id),
            sku=variant.sku,
            left=number_text(level.available),
            low_at=str(level.low_at),
            key=new_id().hex,
        )


def variant_in(text: str) -> UUID:
    """The id of a variant that a panel or form sent. Raises NotFound."""
    try:
        return UUID(text)
    except (ValueError, TypeError, AttributeError):
        raise NotFound("variant") from None


def _line(entry: LedgerEntry, zone: str) -> LedgerLine:
    return LedgerLine(
        change=f"+{number_text(entry.change)}" if entry.change > 0 else number_text(entry.change),
        level=number_text(entry.level),
        reason=reason_words(entry.reason),
        note=entry.note,
        who=entry.staff_name,
        at=moment_text(entry.at, zone),
        iso=entry.at.isoformat(),
    )


def reason_words(reason: str) -> str:
    """Why a level changed."""
    return {
        "counted": _("Counted"),
        "held": _("Held for an order"),
        "released": _("Released by an order"),
        "restocked": _("Came back from an order"),
    }.get(reason, reason)
