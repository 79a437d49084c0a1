"""What quoting reads, kept in this process for a while: so a quote at the peak asks no database.

Nothing is sold by what stands here alone: the order writer compares each line's version with the
table. Edits of the catalogue are heard of at once ('catalog'); all else is read again within
seconds.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlmodel import col, select

from commerce import clock
from commerce.carts.pricing import Threshold
from commerce.catalog.queries import PricedVariant, priced_portion, priced_skus
from commerce.db import live
from commerce.db.batches import GroupCommit
from commerce.db.session import Session, transaction
from commerce.delivery.models import DeliveryMethod, DeliveryZone
from commerce.delivery.queries import delivery_zones, methods_in_use
from commerce.errors import CouponRefused
from commerce.kept import Kept
from commerce.promotions.coupons import CouponTerms, code_of, refusal
from commerce.promotions.models import Coupon, Promotion
from commerce.shops.queries import ShopView
from commerce.shops.tax import TaxTable, tax_table

RULES_FRESH = 2.0  # seconds: taxes, delivery methods, discounts
PRICES_FRESH = 60.0
MOST_SKUS = 200_000  # some 200 MB; beyond that begin anew
CROWD = 16  # so many unknown SKUs at once: many more will follow
AHEAD = 20_000  # of them are read then, before anybody asks
PORTION = 1_000  # at a time, so that others have their turn in between
AHEAD_AGAIN = 20.0  # seconds: not at each edit of the catalogue


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for all orders of a shop at this moment; the methods in their order."""

    taxes: TaxTable
    thresholds: tuple[Threshold, ...]
    methods: dict[str, DeliveryMethod]
    zones: tuple[DeliveryZone, ...] = ()


NO_RULES = Rules(TaxTable({}), (), {})


@dataclass(frozen=True, slots=True)
class PriceList:
    """All that quoting needs: the rules, and the wanted SKUs as far as they are known."""

    rules: Rules
    variants: dict[str, PricedVariant]
    coupon: CouponTerms | None = None


async def read_price_list(
    session: Session, shop: ShopView, skus: Iterable[str], coupon: str | None = None
) -> PriceList:
    """As it is at this moment, in the caller's transaction. Raises CouponRefused."""
    variants = await priced_skus(session, shop, skus)
    terms = await coupon_terms(session, coupon) if coupon else None
    return PriceList(await read_rules(session), variants, terms)


async def price_list(shop: ShopView, skus: Sequence[str], coupon: str | None = None) -> PriceList:
    """As this process knows it; what is unknown is read, for many callers at once.

    A coupon is always read: its limits are what is asked about. Raises CouponRefused.
    """
    rules = await _rules(shop)
    known: dict[str, PricedVariant] = {}
    unread: list[str] = []
    now = time.monotonic()
    for sku in skus:
        found = _Read.variants.get((shop.id, sku))
        if found is None or now - found[1] > PRICES_FRESH:
            unread.append(sku)
        else:
            known[sku] = found[0]
    for sku in unread:
        variant = await _Read.reading.submit((shop, sku))
        if variant is not None:
            known[sku] = variant
    if not coupon:
        return PriceList(rules, known)
    async with transaction(shop.id) as session:
        return PriceList(rules, known, await coupon_terms(session, coupon))


def forget_prices() -> None:
    """Read everything again: what is known here turned out to be old."""
    _Read.variants.clear()
    _Read.rules.clear()


async def _rules(shop: ShopView) -> Rules:
    kept = _Read.rules.get(shop.id)
    if kept is None:
        kept = _Read.rules[shop.id] = Kept(partial(_rules_of, shop.id), RULES_FRESH)
    return await kept.get()


async def _rules_of(shop_id: UUID) -> Rules:
    async with transaction(shop_id) as session:
        return await read_rules(session)


async def read_rules(session: Session) -> Rules:
    """As they are at this moment, in the caller's transaction."""
    return Rules(
        taxes=await tax_table(session),
        thresholds=tuple(await thresholds(session)),
        methods={method.code: method for method in await methods_in_use(session)},
        zones=await delivery_zones(session),
    )


async def thresholds(session: Session) -> list[Threshold]:
    """The threshold discounts that hold now."""
    now = clock.now()
    rows = await session.exec(
        select(Promotion).where(
            col(Promotion.enabled),
            col(Promotion.valid_from) <= now,
            (col(Promotion.valid_until).is_(None)) | (col(Promotion.valid_until) > now),
        )
    )
    return [Threshold(row.from_minor, row.off_minor) for row in rows]


async def coupon_terms(session: Session, typed: str) -> CouponTerms:
    """The coupon behind a code that somebody typed. Raises CouponRefused."""
    found = await session.exec(select(Coupon).where(Coupon.code == code_of(typed)))
    coupon = found.one_or_none()
    refused = refusal(coupon, clock.now())
    if coupon is None or refused is not None:
        raise refused or CouponRefused("unknown")
    return CouponTerms.of(coupon)


async def _read_prices(wanted: Sequence[tuple[ShopView, str]]) -> list[PricedVariant | None]:
    """Many callers' SKUs, one query a shop."""
    by_shop: defaultdict[UUID, list[str]] = defaultdict(list)
    shops = {shop.id: shop for shop, _ in wanted}
    for shop, sku in wanted:
        by_shop[shop.id].append(sku)
    found: dict[tuple[UUID, str], PricedVariant] = {}
    for shop_id, skus in by_shop.items():
        read_at = time.monotonic()
        async with transaction(shop_id) as session:
            variants = await priced_skus(session, shops[shop_id], skus)
        _keep(shop_id, variants.values(), read_at)
        found |= {(shop_id, sku): variant for sku, variant in variants.items()}
        if len(skus) >= CROWD:
            await _read_ahead(shops[shop_id])
    return [found.get((shop.id, sku)) for shop, sku in wanted]


async def _read_ahead(shop: ShopView) -> None:
    """Read what the crowd will ask for next: the whole list, if it is not too long."""
    now = time.monotonic()
    if now - _Read.ahead.get(shop.id, -AHEAD_AGAIN) < AHEAD_AGAIN:
        return
    _Read.ahead[shop.id] = now
    last: UUID | None = None
    for _ in range(AHEAD // PORTION):
        read_at = time.monotonic()
        async with transaction(shop.id) as session:
            portion = await priced_portion(session, shop, last, PORTION)
        _keep(shop.id, portion, read_at)
        if len(portion) < PORTION:
            break
        last = portion[-1].variant_id


def _keep(shop_id: UUID, variants: Iterable[PricedVariant], read_at: float) -> None:
    if len(_Read.variants) > MOST_SKUS:
        _Read.variants.clear()
    _Read.variants.update({(shop_id, one.sku): (one, read_at) for one in variants})


class _Read:
    """What this process read: (shop, SKU) -> variant, when; shop -> rules, when it read ahead."""

    variants: dict[tuple[UUID, str], tuple[PricedVariant, float]] = {}  # noqa: RUF012
    rules: dict[UUID, Kept[Rules]] = {}  # noqa: RUF012
    ahead: dict[UUID, float] = {}  # noqa: RUF012
    reading = GroupCommit[tuple[ShopView, str], PricedVariant | None](
        "prices", _read_prices, longest=100_000
    )


live.on_change("catalog", forget_prices)
