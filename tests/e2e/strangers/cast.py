"""The cast of the stranger test: a victim with things worth stealing, and those who try."""

import json
from dataclasses import dataclass
from typing import Any

from tests.house import House

# What nobody but the victim and the shop's own staff may ever be shown.
SECRETS = ("Zebulon Victimsson", "13911112222", "Hidden Lane 77", "zeb@victim.example")

_PROGRAM = """
import asyncio, json
from datetime import timedelta
from sqlmodel import select
from commerce import clock
from admin.products.form import flat_of
from commerce.campaigns.models import CampaignState
from commerce.campaigns.queries import campaigns_of
from commerce.catalog.editing import read_product
from commerce.catalog.models import Category, Product, ProductState, Variant
from commerce.db.session import dispose, transaction, transaction_over_all_shops
from commerce.delivery.models import DeliveryMethod
from commerce.ids import new_id
from commerce.orders.access import order_by_number
from commerce.messages.models import Message, MessageState
from commerce.operations.exchange.models import Exchange, ExchangeChunk
from commerce.orders.commands import Caller, PlaceOrder
from commerce.orders.fulfilling import ShipLines, mark_delivered, ship
from commerce.orders.paying import mark_paid
from commerce.orders.placing import place_order
from commerce.orders.serving import serve
from commerce.payments.models import AttemptState, BankLine, Payment, Refund, RefundState
from commerce.people.actors import SYSTEM
from commerce.people.contacts import email_index, phone_index
from commerce.people.models import (Customer, CustomerAddress, CustomerNote, Membership, PersonKind, Role,
    SavedView, Staff)
from commerce.people.passwords import hash_password
from commerce.people.sessions import start_session
from commerce.reviews.counting import count_stars
from commerce.reviews.models import Review
from commerce.secrecy import seal
from commerce.shops.models import Shop, TaxRate
from commerce.shops.queries import ShopView
from commerce.operations.stock_takes.models import StockCount, StockTake
from commerce.stock.models import Stock
from commerce.wishes.models import StockWait, Wish

ADDRESS = {"country": "CN", "region": "Shanghai", "city": "Shanghai", "line1": "Hidden Lane 77"}

async def customer(session, name, phone, email):
    row = Customer(name_sealed=seal(name), phone_sealed=seal(phone), phone_index=phone_index(phone),
        phone_verified_at=clock.now(), email_sealed=seal(email), email_index=email_index(email))
    session.add(row)
    await session.flush()
    return row, (await start_session(session, PersonKind.CUSTOMER, row.id)).token

async def staff(session, role, email):
    row = Staff(email=email, name=role)
    session.add(row)
    await session.flush()
    place = Membership(staff_id=row.id, role=role)
    session.add(place)
    await session.flush()
    return row, (await start_session(session, PersonKind.STAFF, row.id)).token, place

def address(victim, default):
    return CustomerAddress(customer_id=victim.id, address_sealed=seal(ADDRESS), is_default=default,
        recipient_sealed=seal({"name": "Zebulon Victimsson", "phone": "+8613911112222"}))

async def pay(session, number):
    row = await order_by_number(session, number, lock=True)
    payment = Payment(order_id=row.id, order_number=row.number, provider="sandbox", method="card",
        amount_minor=row.total_minor, currency=row.currency, state=AttemptState.SUCCEEDED,
        provider_ref="pay_" + new_id().hex, expires_at=row.hold_expires_at, settled_at=clock.now())
    session.add(payment)
    await session.flush()
    await mark_paid(session, row, payment)
    return payment

async def order(shop, victim, sku, method, quantity=1, also=()):
    body = {"lines": [{"sku": sku, "quantity": quantity}, *also], "address": ADDRESS, "delivery_method": method,
        "contact": {"name": "Zebulon Victimsson", "phone": "13911112222", "email": "zeb@victim.example"}}
    return await place_order(shop, Caller("strangers", new_id().hex, victim.id, "Zeb"), PlaceOrder.parse(body, "CN"))

async def main():
    async with transaction_over_all_shops() as session:
        rows = (await session.exec(select(Shop).order_by(Shop.created_at))).all()
    shop, other = ShopView.of(rows[0]), ShopView.of(rows[1])
    async with transaction(shop.id) as session:
        victim, victim_token = await customer(session, "Zebulon Victimsson", "+8613911112222", "zeb@victim.example")
        thief, thief_token = await customer(session, "Thief", "+8613911113333", "thief@other.example")
        victim.password_hash = await hash_password("my own old lantern oil")
        entry, to_edit, to_delete = (address(victim, default=False) for _ in range(3))
        session.add_all([address(victim, default=True), entry, to_edit, to_delete])
        empty = Category(slug="strangers-empty", name={"en": "Empty", "zh": "Empty"}, position=900)
        rate = TaxRate(tax_class="strangers", country="CN", rate_ppm=1, name="VAT")
        session.add(rate)
        failed = Message(about="strangers", channel="email", kind="order_placed", state=MessageState.FAILED,
            recipient_sealed=seal("zeb@victim.example"), body_sealed=seal("Hello"), failure="bounced")
        session.add(empty)
        odd = BankLine(line_key="id:strangers", booked_on=clock.now().date(), amount_minor=1, currency="CNY",
            told_sealed=seal({"text": "Zebulon Victimsson", "payer": ""}), outcome="unknown")
        session.add(odd)
        session.add(failed)
        owner, owner_token, _ = await staff(session, Role.OWNER, "boss@strangers.example")
        tried = Exchange(kind="import", dry=True, state="done", filename="strangers.csv",
            staff_id=owner.id, staff_name="owner", rows_total=1, rows_done=1, made=1)
        session.add(tried)
        await session.flush()
        session.add(ExchangeChunk(exchange_id=tried.id, n=0, content=b"product,sku\\nmug,MUG"))
        carried = Exchange(kind="customers", state="done", filename="customers.csv",
            staff_id=owner.id, staff_name="owner", rows_total=1, rows_done=1)
        session.add(carried)
        await session.flush()
        session.add(ExchangeChunk(exchange_id=carried.id, n=0,
            content=seal("name,phone\\nZebulon Victimsson,13911112222")))
        viewer, viewer_token, _ = await staff(session, Role.VIEWER, "viewer@strangers.example")
        clerk, clerk_token, _ = await staff(session, Role.CLERK, "clerk@strangers.example")
        _, _, colleague = await staff(session, Role.VIEWER, "colleague@strangers.example")
        note = CustomerNote(customer_id=victim.id, staff_id=clerk.id, staff_name="clerk",
            text_sealed=seal("Zebulon Victimsson rings twice"))
        view = SavedView(staff_id=clerk.id, name="Strangers", query_sealed=seal("q=zeb@victim.example"))
        session.add_all([note, view])
        found = await session.rows(select(Variant, Product).join(Product, Product.id == Variant.product_id)
            .join(Stock, Stock.variant_id == Variant.id)
            .where(Product.state == ProductState.ACTIVE, Stock.available > 20, Product.kind == "goods").limit(1))
        variant, product = found[0]
        kinds = await session.rows(select(Product.kind, Variant.id, Variant.sku).join(Variant, Variant.product_id == Product.id)
            .where(Product.kind != "goods").order_by(Variant.sku.desc()))
        of_kind = {kind: str(one) for kind, one, _ in kinds}
        of_sku = {kind: sku for kind, _, sku in kinds}
        method = (await session.exec(select(DeliveryMethod).order_by(DeliveryMethod.position).limit(1))).one()
        gone = (await session.rows(select(Variant.id, Variant.sku).join(Product, Product.id == Variant.product_id)
            .join(Stock, Stock.variant_id == Variant.id).where(Product.state == ProductState.ACTIVE, Variant.active,
            Product.kind == "goods", Stock.available == 0).limit(1)))[0]
        takes = [StockTake(name="Hidden cellar", staff_id=owner.id, staff_name="owner") for _ in range(3)]
        session.add_all(takes)
        await session.flush()
        session.add(StockCount(take_id=takes[1].id, variant_id=variant.id, counted=7, expected=5,
            staff_name="owner"))
        wait = StockWait(variant_id=gone.id, customer_id=victim.id, channel="email",
            contact_sealed=seal("zeb@victim.example"), contact_index=email_index("zeb@victim.example"))
        session.add_all([wait, Wish(customer_id=victim.id, product_id=product.id)])
    async with transaction(other.id) as session:
        other_owner, other_token, _ = await staff(session, Role.OWNER, "boss@elsewhere.example")
    unpaid = await order(shop, victim, variant.sku, method.code)
    paid = await order(shop, victim, variant.sku, method.code)
    to_pay, to_cancel, of_many, paid_of_many = [
        await order(shop, victim, variant.sku, method.code) for _ in range(4)]
    partly = await order(shop, victim, variant.sku, method.code, quantity=2)
    arrived = await order(shop, victim, variant.sku, method.code)
    package = {"sku": of_sku["promotion"], "quantity": 1, "inputs": {"platform": "youtube",
        "link": "https://www.youtube.com/watch?v=zeb", "contact": "zeb@victim.example"}}
    beside = await order(shop, victim, of_sku["keys"], method.code, also=[package])
    parcel = {"request_key": new_id(), "carrier": "EMS", "tracking_number": "E1", "lines": {1: 1}}
    async with transaction(shop.id) as session:
        payment = await pay(session, paid.number)
        await pay(session, paid_of_many.number)
        await pay(session, arrived.number)
        paid_partly = await pay(session, partly.number)
        await pay(session, beside.number)
        await serve(session, await order_by_number(session, beside.number, lock=True))
        await session.flush()
        campaign = (await campaigns_of(session, beside.id))[0]
        campaign.state, campaign.reported_at = CampaignState.RUNNING, clock.now()
        sent = await ship(session, partly.number, ShipLines.parse(parcel), SYSTEM)
        lost = Refund(order_id=partly.id, payment_id=paid_partly.id, amount_minor=1,
            currency=shop.currency, state=RefundState.FAILED)
        session.add(lost)
        at_door = Payment(order_id=partly.id, order_number=partly.number, provider="door", method="cod",
            amount_minor=1, currency=shop.currency, state=AttemptState.SUCCEEDED,
            expires_at=clock.now(), settled_at=clock.now())
        session.add(at_door)
        came = await ship(session, arrived.number, ShipLines.parse(parcel | {"request_key": new_id()}), SYSTEM)
        await mark_delivered(session, arrived.number, came.id, SYSTEM)
        keys = (await session.exec(select(Product).join(Variant, Variant.product_id == Product.id)
            .where(Variant.sku == of_sku["keys"]))).one()
        review, to_take_back = (Review(product_id=one.id, customer_id=victim.id, order_id=by.id, stars=5)
            for one, by in ((product, arrived), (keys, beside)))
        session.add_all([review, to_take_back])
        for one in (product, keys):
            await count_stars(session, one)
        by_hand = Refund(order_id=partly.id, payment_id=at_door.id, amount_minor=1, currency=shop.currency)
        session.add(by_hand)
        standing = flat_of(await read_product(session, shop, product.id), shop.currency)
    print(json.dumps({
        "values": {
            "number": paid.number, "unpaid": unpaid.number, "order_id": str(paid.id), "sku": variant.sku,
            "slug": product.slug, "product_id": str(product.id), "variant_id": str(variant.id),
            "address_id": str(entry.id), "payment_id": str(payment.id), "staff_id": str(clerk.id),
            "customer_id": str(victim.id), "quantity": 2, "version": 1, "method": "card", "n": 1,
            "email": "thief@other.example", "phone": "13911113333", "provider": "sandbox",
            "picture_id": str(product.picture_id), "delivery_method": method.code,
            "entry_id": str(entry.id), "category_id": str(empty.id), "message_id": str(failed.id),
            "member_id": str(colleague.id), "partly": partly.number, "parcel_id": str(sent.id),
            "line_id": str(odd.id), "refund_id": str(lost.id), "refund_by_hand": str(by_hand.id), "method_id": str(method.id), "rate_id": str(rate.id),
            "number_of_many": of_many.number, "paid_of_many": paid_of_many.number,
            "number_to_pay": to_pay.number, "number_to_cancel": to_cancel.number,
            "entry_to_edit": str(to_edit.id), "entry_to_delete": str(to_delete.id),
            "own_email": "zeb2@victims.example", "own_version": 1,
            "old_password": "my own old lantern oil",
            "currency": shop.currency, "time_zone": shop.time_zone,
            "wait_id": str(wait.id), "note_id": str(note.id), "review_id": str(review.id), "slug_to_take_back": keys.slug, "view_id": str(view.id), "sold_out_sku": gone.sku,
            "tried_import": str(tried.id), "exchange_id": str(tried.id),
            "customers_export": str(carried.id),
            "take_id": str(takes[0].id), "take_to_book": str(takes[1].id), "take_to_drop": str(takes[2].id),
            "served": beside.number, "campaign_id": str(campaign.id),
            "variant_of_keys": of_kind["keys"], "variant_of_file": of_kind["download"],
            "product_form": standing | {"name.en": "Taken over"},
        },
        "people": {"victim": str(victim.id), "customer": str(thief.id), "viewer": str(viewer.id),
            "clerk": str(clerk.id), "owner": str(owner.id), "other_shop": str(other_owner.id)},
        "shops": [str(shop.id), str(other.id)],
        "tokens": {"victim": victim_token, "customer": thief_token, "viewer": viewer_token,
            "clerk": clerk_token, "owner": owner_token, "other_shop": other_token},
    }))
    await dispose()

asyncio.run(main())
"""


@dataclass(frozen=True)
class Cast:
    """`values`: by parameter name, the victim's ids, but not the secrets, which would come back as
    an echo. `cookies`: each attacker's header. `people`: their ids; `shops`: theirs, the other."""

    values: dict[str, Any]
    cookies: dict[str, str]
    people: dict[str, str]
    shops: tuple[str, str]


def assemble(house: House) -> Cast:
    """Put the cast on the stage of a running house."""
    told = json.loads(house.python(_PROGRAM).splitlines()[-1])
    tokens = told["tokens"]
    cookies = {"stranger": "", "customer": f"allhours_customer={tokens['customer']}"}
    cookies["victim"] = f"allhours_customer={tokens['victim']}"
    for who in ("viewer", "clerk", "owner", "other_shop"):
        cookies[who] = f"allhours_staff={tokens[who]}"
    return Cast(told["values"], cookies, told["people"], tuple(told["shops"]))
