"""Sets up a demo shop: its settings, delivery, tax, promotions, shelves, products and prices."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import select

from commerce import clock
from commerce.catalog.models import (
    Category,
    Picture,
    Price,
    Product,
    ProductState,
    ProductText,
    Variant,
)
from commerce.db.session import Session
from commerce.delivery.models import DeliveryMethod, DeliveryZone
from commerce.delivery.rates import Rate, kept_rates
from commerce.demo import terms
from commerce.demo.digital import hand_in
from commerce.demo.plans import (
    CouponPlan,
    DeliveryPlan,
    ProductPlan,
    ShopPlan,
    VariantPlan,
    option_texts,
    picture_file,
)
from commerce.ids import id_at
from commerce.promotions.models import Coupon, Promotion
from commerce.shops.models import PaymentMethod, Shop, ShopHost, ShopTerms, TaxRate

PERCENT_PPM = 10_000
LAST = 90  # where ways to pay without a provider stand
PICTURE_SIDE = 800  # as draw_pictures.py makes them


async def open_shop(session: Session, plan: ShopPlan) -> Shop:
    """The plan's shop; made, with its host names, where it is not there yet."""
    known = (await session.exec(select(Shop).where(Shop.slug == plan.shop.slug))).one_or_none()
    if known is not None:
        return known
    given = plan.shop
    opened = clock.now() - timedelta(days=given.opened_days_ago)
    shop = Shop(
        id=id_at(opened),
        slug=given.slug,
        name=given.name,
        currency=given.currency,
        time_zone=given.time_zone,
        country=given.country,
        locale=given.locale,
        created_at=opened,
    )
    session.add(shop)
    await session.flush()
    session.add_all(ShopHost(host=host, shop_id=shop.id) for host in given.hosts)
    return shop


async def stock_shelves(session: Session, shop: Shop, plan: ShopPlan) -> None:
    """All that the shop sells, and the terms that it sells on."""
    _set_terms(session, shop, plan)
    pictures = {product.slug: _picture(product.slug) for product in plan.products}
    categories = [
        Category(
            slug=shelf.category.slug,
            name=shelf.category.name.model_dump(),
            picture_id=pictures[shelf.category.picture].id,
            position=position,
        )
        for position, shelf in enumerate(plan.shelves)
    ]
    # All of it was listed before the first order: the newest are the last of the last shelf.
    pace = timedelta(days=plan.shop.opened_days_ago - 70) / len(plan.products)
    listed = iter(shop.created_at + pace * n for n in range(len(plan.products)))
    products = [
        (given, _product(given, category.id, pictures[given.slug].id, next(listed)))
        for category, shelf in zip(categories, plan.shelves, strict=True)
        for given in shelf.products
    ]
    variants = [
        (given, product, _variant(product, given, n))
        for of_product, product in products
        for n, given in enumerate(of_product.variants)
    ]
    await _write(session, [*pictures.values(), *categories])
    await _write(session, [product for _, product in products])
    await _write(session, [_first_text(product) for _, product in products])
    await _write(session, [variant for _, _, variant in variants])
    await _write(session, [_price(shop, *one) for one in variants])
    for of_product, product in products:
        await hand_in(session, of_product, product)


async def _write(session: Session, rows: Sequence[object]) -> None:
    """These at once; what follows points at them."""
    session.add_all(rows)
    await session.flush()


def _set_terms(session: Session, shop: Shop, plan: ShopPlan) -> None:
    session.add(ShopTerms(version=shop.terms_version, text=terms.TEXT))
    for tax in plan.taxes:
        session.add(
            TaxRate(
                tax_class=tax.tax_class,
                country=tax.country,
                rate_ppm=tax.percent * PERCENT_PPM,
                name=tax.name,
            )
        )
    for position, zone in enumerate(plan.zones):
        places = list(zone.places)
        session.add(
            DeliveryZone(
                code=zone.code, name=zone.name.model_dump(), places=places, position=position
            )
        )
    for coupon in plan.coupons:
        session.add(_coupon(coupon, shop))
    for position, method in enumerate(plan.delivery):
        session.add(_delivery_method(method, position))
    for position, way in enumerate(plan.payments, start=LAST):
        method = PaymentMethod(code=way.code, enabled=True, position=position, most_minor=way.most)
        method.details_sealed = way.account.sealed() if way.account else None
        session.add(method)
    for promotion in plan.promotions:
        session.add(
            Promotion(
                name=promotion.name.model_dump(),
                from_minor=promotion.from_minor,
                off_minor=promotion.off,
                valid_from=shop.created_at,
            )
        )


def _coupon(plan: CouponPlan, shop: Shop) -> Coupon:
    return Coupon(
        code=plan.code,
        name=plan.name.model_dump(),
        kind=plan.kind,
        off_minor=plan.off,
        percent=plan.percent,
        from_minor=plan.from_minor,
        customer_most=plan.customer_most,
        total_most=plan.total_most,
        combines=plan.combines,
        valid_from=shop.created_at,
    )


def _delivery_method(plan: DeliveryPlan, position: int) -> DeliveryMethod:
    return DeliveryMethod(
        code=plan.code,
        name=plan.name.model_dump(),
        summary=plan.summary.model_dump(),
        price_minor=plan.price,
        free_from_minor=plan.free_from,
        countries=list(plan.countries),
        night=plan.night,
        cut_off=plan.cut_off,
        days_min=plan.days_min,
        days_max=plan.days_max,
        tax_class=plan.tax_class,
        rates=kept_rates(Rate.model_validate(row) for row in plan.rates),
        position=position,
    )


def _picture(slug: str) -> Picture:
    """Our own file as it is: it was drawn and encoded for this."""
    large = picture_file(slug)
    return Picture(
        digest=hashlib.sha256(large).digest(),
        large=large,
        small=picture_file(slug, small=True),
        width=PICTURE_SIDE,
        height=PICTURE_SIDE,
    )


def _product(plan: ProductPlan, category_id: UUID, picture_id: UUID, listed: datetime) -> Product:
    return Product(
        id=id_at(listed),
        slug=plan.slug,
        kind=plan.kind,
        state=ProductState.ACTIVE,
        name=plan.name.model_dump(),
        summary=plan.summary.model_dump(),
        description=plan.description.model_dump(),
        category_id=category_id,
        tax_class=plan.tax,
        picture_id=picture_id,
        created_at=listed,
    )


def _first_text(product: Product) -> ProductText:
    return ProductText(
        product_id=product.id,
        description_version=1,
        name=product.name,
        summary=product.summary,
        description=product.description,
        written_at=product.created_at,
    )


def _variant(product: Product, plan: VariantPlan, position: int) -> Variant:
    return Variant(
        product_id=product.id,
        sku=plan.sku,
        options=option_texts().of(plan),
        weight_grams=plan.grams,
        units=plan.units,
        position=position,
    )


def _price(shop: Shop, plan: VariantPlan, product: Product, variant: Variant) -> Price:
    return Price(
        variant_id=variant.id,
        currency=shop.currency,
        amount_minor=plan.price,
        compare_at_minor=plan.was,
        valid_from=product.created_at,
    )
