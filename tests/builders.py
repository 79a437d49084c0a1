"""Plain functions that build what tests need, committed, each in a shop of its own."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import select

from commerce import clock
from commerce.catalog.models import Price, Product, ProductState, ProductText, Variant
from commerce.catalog.search.indexing import index_products
from commerce.db.session import transaction, transaction_over_all_shops
from commerce.delivery.models import DeliveryMethod
from commerce.ids import new_id
from commerce.orders.access import order_by_number
from commerce.orders.commands import Caller, PlaceOrder
from commerce.orders.models import Order
from commerce.orders.paying import mark_paid
from commerce.orders.placing import place_order
from commerce.orders.views import PlacedOrder
from commerce.payments.models import AttemptState, Payment
from commerce.people.actors import Actor, ActorKind
from commerce.promotions.models import Coupon
from commerce.shops.models import Shop, ShopHost, TaxRate
from commerce.shops.queries import ShopView
from commerce.stock.models import Stock, StockChange, StockReason

CLERK = Actor(ActorKind.STAFF, new_id(), "Chen the clerk")


@dataclass(frozen=True, slots=True)
class BuiltShop:
    """A shop with a delivery method 'post' of 8.00 and the SKUs that were asked for."""

    view: ShopView
    host: str
    variants: dict[str, UUID] = field(default_factory=dict[str, UUID])

    @property
    def id(self) -> UUID:
        return self.view.id


async def a_shop(**changes: Any) -> BuiltShop:
    """A shop in CNY, prices with 13 % tax in them, reached at a host of its own."""
    slug = f"shop-{new_id().hex[-12:]}"
    values: dict[str, Any] = {
        "slug": slug,
        "name": "Test shop",
        "currency": "CNY",
        "time_zone": "Asia/Shanghai",
        "country": "CN",
        "unpaid_most": 10_000,
    }
    shop = Shop(**(values | changes))
    async with transaction_over_all_shops() as session:
        session.add(shop)
        await session.flush()
        session.add(ShopHost(host=f"{slug}.test", shop_id=shop.id))
    async with transaction(shop.id) as session:
        session.add(TaxRate(tax_class="standard", country="CN", rate_ppm=130_000, name="VAT"))
        name = {"en": "Post", "zh": "邮寄"}
        session.add(DeliveryMethod(code="post", name=name, summary=name, price_minor=800))
    return BuiltShop(ShopView.of(shop), f"{slug}.test")


async def a_product(
    shop: BuiltShop, sku: str = "TEA", *, price: int = 1_000, stock: int = 10, **changes: object
) -> BuiltShop:
    """The shop with one more product of one variant, in stock at that price."""
    product = Product(
        slug=f"{sku.lower()}-{new_id().hex[-6:]}",
        state=ProductState.ACTIVE,
        name={"en": f"Product {sku}", "zh": f"商品 {sku}"},
        summary={"en": "Short", "zh": "简介"},
        description={"en": "Long", "zh": "详情"},
    )
    for name, value in changes.items():
        setattr(product, name, value)
    variant = Variant(product_id=product.id, sku=sku)
    async with transaction(shop.id) as session:
        session.add(product)
        await session.flush()
        texts: dict[str, Any] = {
            "name": product.name,
            "summary": product.summary,
            "description": product.description,
        }
        session.add(ProductText(product_id=product.id, description_version=1, **texts))
        session.add(variant)
        await session.flush()
        then = clock.now() - timedelta(days=1)
        session.add(
            Price(
                variant_id=variant.id,
                currency=shop.view.currency,
                amount_minor=price,
                valid_from=then,
            )
        )
        session.add(Stock(variant_id=variant.id, available=stock))
        if stock:
            session.add(
                StockChange(variant_id=variant.id, change=stock, reason=StockReason.COUNTED)
            )
        await index_products(session, [product.id])
    return replace(shop, variants=shop.variants | {sku: variant.id})


def an_order_body(sku: str = "TEA", quantity: int = 1, **changes: object) -> dict[str, object]:
    """The body of an order as the API takes it."""
    body: dict[str, object] = {
        "lines": [{"sku": sku, "quantity": quantity}],
        "contact": {"name": "李雷", "phone": "13800138000", "email": "li@example.com"},
        "address": {"country": "CN", "region": "上海", "city": "上海", "line1": "南京路 1 号"},
        "delivery_method": "post",
    }
    return body | changes


async def an_order(
    shop: BuiltShop,
    sku: str = "TEA",
    quantity: int = 1,
    *,
    key: str = "",
    customer_id: UUID | None = None,
    **changes: object,
) -> PlacedOrder:
    """An order placed the ordinary way."""
    caller = Caller("guest", key or new_id().hex, customer_id, "Li")
    return await place_order(
        shop.view, caller, PlaceOrder.parse(an_order_body(sku, quantity, **changes), "CN")
    )


async def a_coupon(shop: BuiltShop, code: str = "SAVE", **changes: Any) -> Coupon:
    """A coupon of 2.00 off that holds since yesterday."""
    values: dict[str, Any] = {"name": {}, "valid_from": clock.now() - timedelta(days=1)}
    if changes.get("kind", "amount") == "amount":
        values["off_minor"] = 200
    coupon = Coupon(code=code, **(values | changes))
    async with transaction(shop.id) as session:
        session.add(coupon)
    return coupon


async def uses_of(shop: BuiltShop, code: str = "SAVE") -> int:
    """How many orders hold or used a coupon, as its row counts."""
    async with transaction(shop.id) as session:
        found = await session.exec(select(Coupon.uses).where(Coupon.code == code))
        return found.one()


async def a_paid_order(
    shop: BuiltShop, sku: str = "TEA", quantity: int = 1, **changes: object
) -> Order:
    """An order paid by a payment that succeeded."""
    placed = await an_order(shop, sku, quantity, **changes)  # pyright: ignore[reportArgumentType]
    async with transaction(shop.id) as session:
        order = await order_by_number(session, placed.number, lock=True)
        payment = a_payment(order)
        session.add(payment)
        await session.flush()
        await mark_paid(session, order, payment)
    return order


def a_payment(order: Order, state: AttemptState = AttemptState.SUCCEEDED) -> Payment:
    """An attempt to pay all of `order`."""
    return Payment(
        shop_id=order.shop_id,
        order_id=order.id,
        order_number=order.number,
        provider="sandbox",
        method="card",
        amount_minor=order.total_minor,
        currency=order.currency,
        state=state,
        provider_ref=f"pay_{new_id().hex}",
        expires_at=order.hold_expires_at,
        settled_at=clock.now() if state == AttemptState.SUCCEEDED else None,
    )


async def stock_of(shop: BuiltShop, sku: str = "TEA") -> int:
    """What is available of a SKU."""
    async with transaction(shop.id) as session:
        level = await session.get(Stock, shop.variants[sku], populate_existing=True)
        return level.available if level else 0
