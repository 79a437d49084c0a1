"""What a cart of some worth would pay under a promotion that is still being edited."""

from uuid import UUID

from commerce import clock
from commerce.carts.price_list import thresholds
from commerce.carts.pricing import DeliveryToPrice, LineToPrice, Threshold, quote
from commerce.delivery.queries import delivery_methods
from commerce.errors import CouponRefused, InvalidInput
from commerce.ids import new_id
from commerce.money import Money, minor_of
from commerce.promotions.coupons import CouponTerms
from commerce.promotions.editing import CouponEdit, PromotionEdit, all_promotions, running
from ui.amounts import money_text
from ui.refusals import sentence
from ui.texts import _
from ui.visits import StaffVisit

PREVIEW = "preview"


async def preview_text(
    at: StaffVisit, edit: PromotionEdit | CouponEdit, worth: str, row_id: str
) -> str:
    """In a sentence. Raises InvalidInput for an amount that is none."""
    currency = at.shop.currency
    try:
        items = minor_of(worth, currency)
    except ValueError as wrong:
        raise InvalidInput.of(PREVIEW, str(wrong.args[0])) from None
    ways = await delivery_methods(at.session, at.shop, at.locale, at.shop.country)
    way = ways[0] if ways else None
    free_from = way.free_from.minor if way and way.free_from else None
    try:
        found = quote(
            currency,
            [LineToPrice(1, items, 0)],
            prices_include_tax=True,
            thresholds=await _thresholds(at, edit, row_id),
            delivery=DeliveryToPrice(way.price.minor, free_from, 0) if way else None,
            coupon=_terms(edit) if isinstance(edit, CouponEdit) else None,
        )
    except CouponRefused as refused:
        return sentence(refused)
    return _(
        "Goods {items}, discounts −{off}, delivery {delivery}: pays {total}.",
        items=money_text(Money(items, currency)),
        off=money_text(Money(found.discount_minor, currency)),
        delivery=money_text(Money(found.delivery_minor, currency)),
        total=money_text(found.total),
    )


async def _thresholds(
    at: StaffVisit, edit: PromotionEdit | CouponEdit, row_id: str
) -> list[Threshold]:
    """Those that hold now; the one that is edited as it would be."""
    if isinstance(edit, CouponEdit):
        return await thresholds(at.session)
    now = clock.now()
    others = [
        Threshold(row.from_minor, row.off_minor)
        for row in await all_promotions(at.session)
        if str(row.id) != row_id and running(row, now) == "on"
    ]
    return [*others, Threshold(edit.from_minor, edit.off_minor)]


def _terms(edit: CouponEdit) -> CouponTerms:
    some: UUID = new_id()
    combines = edit.combines or edit.kind == "delivery"
    return CouponTerms(
        some,
        edit.code,
        edit.version,
        edit.kind,
        edit.off_minor,
        edit.percent,
        edit.from_minor,
        combines,
    )
