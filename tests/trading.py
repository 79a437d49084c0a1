"""Orders that go every way there is, by the shop's own verbs."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg

from commerce import clock
from commerce.campaigns.platforms import CampaignReport, Status
from commerce.campaigns.queries import campaigns_of
from commerce.carts.editing import CartOwner, add_line
from commerce.catalog.models import Product, Variant
from commerce.db.session import Session, transaction
from commerce.ids import joined_ids, new_token
from commerce.money import Money
from commerce.operations.audit_log.noting import note
from commerce.operations.backups.models import Backup, BackupState, ProofState, RestoreProof
from commerce.operations.exchange.asking import ask_for_dry_run, ask_for_import
from commerce.operations.exchange.importing import run_import
from commerce.operations.stock_takes.counting import (
    BeginTake,
    CountShelf,
    begin_take,
    book_take,
    count_shelf,
)
from commerce.operations.stock_takes.expecting import on_the_shelf
from commerce.orders import (
    campaigning,
    cancelling,
    fulfilling,
    notices,
    paying,
    refunding,
    serving,
)
from commerce.orders.access import order_by_number
from commerce.orders.at_door import promise
from commerce.orders.fulfilling import ShipLines
from commerce.orders.invoicing import number_invoice
from commerce.orders.models import Parcel, ParcelScan
from commerce.orders.refund_pieces import RefundLine
from commerce.orders.transfers import await_transfer, take_line
from commerce.payments.bank import BankAccount
from commerce.payments.gateways import PaymentReport, RefundReport
from commerce.payments.models import AttemptState
from commerce.payments.statements import read_statement
from commerce.people.actors import Actor, ActorKind
from commerce.people.codes import Purpose, send_code
from commerce.people.contacts import email_index
from commerce.people.models import Customer, Membership, PersonKind, Role, Staff
from commerce.people.notes import write_note
from commerce.people.queries import CustomerView, staff_member
from commerce.people.saved_views import save_view
from commerce.people.sessions import issue_ticket, start_session
from commerce.queue import connection_url
from commerce.recommendations.looking import note_look
from commerce.reviews.writing import WriteReview, write_review
from commerce.shops.models import PaymentMethod
from commerce.stock.adjusting import AdjustStock, adjust_stock, locked_level, set_low_mark
from commerce.stock.keys import add_keys
from commerce.wishes import telling, waiting, wishing
from commerce.wishes.waiting import AskToBeTold
from tests.builders import (
    CLERK,
    BuiltShop,
    a_coupon,
    a_payment,
    a_product,
    a_shop,
    an_order,
)


async def a_traded_shop() -> BuiltShop:
    """A shop whose orders went every way, and whose goods were looked at."""
    shop = await a_product(await a_product(await a_shop(), stock=50), "CUP", stock=50)
    await trade(shop)
    await exchanged(shop)
    await counted(shop)
    await serve(shop)
    await looked(shop)
    return shop


async def looked(shop: BuiltShop) -> None:
    """Somebody opened a product's page."""
    async with transaction(shop.id) as session:
        variant = await session.get(Variant, shop.variants["TEA"])
        assert variant is not None
        await note_look(session, "cart:somebody", variant.product_id)


async def trade(shop: BuiltShop) -> None:
    """One order each: unpaid, ended, paid, late, twice, sent, arrived, refunded, called off."""
    await an_order(shop, key="order-unpaid")
    await ended(shop)
    await paid(shop, key="order-paid")
    late = await ended(shop)
    await pay(shop, late)
    twice = await paid(shop)
    await pay(shop, twice)
    await send_back(shop, twice)
    await sent(shop, await paid(shop, quantity=3), {1: 1})
    arrived = await paid(shop, sku="CUP", quantity=2, key="order-arrived")
    parcel = await sent(shop, arrived, {1: 2})
    async with transaction(shop.id) as session:
        await fulfilling.mark_delivered(session, arrived, parcel, CLERK)
    await refunded(shop, await paid(shop, quantity=2, key="order-refunded"))
    await called_off(shop, await paid(shop, sku="CUP"))
    await at_door(shop)
    await transferred(shop)
    await reduced(shop)
    await noted(shop)
    await visited(shop)
    await wished(shop)
    await reviewed(shop)
    await all_told(shop)


async def reviewed(shop: BuiltShop) -> None:
    """Three customers of whom one is not shown, by goods that arrived."""
    said = [(5, "Lovely"), (2, ""), (4, "See www.example.com")]
    for stars, text in said:
        async with transaction(shop.id) as session:
            customer = Customer(locale="en", terms_version="1")
            session.add(customer)
            await session.flush()
            seen = CustomerView.of(customer)
        number = await paid(shop, customer_id=seen.id)
        parcel = await sent(shop, number, {1: 1})
        async with transaction(shop.id) as session:
            await fulfilling.mark_delivered(session, number, parcel, CLERK)
        async with transaction(shop.id) as session:
            tea = await session.get(Product, (await _variant(session, "TEA")).product_id)
            assert tea is not None
            command = WriteReview(stars=stars, text=text)
            review = await write_review(session, seen, tea.slug, command)
            if stars == 5:
                review.answer, review.answered_at = "Thank you", clock.now()


async def at_door(shop: BuiltShop) -> None:
    """To be paid at the door: one waits, one came, one was refused, of one a piece went back."""
    await due(shop, key="order-due")
    came, refused, back = [await due(shop, quantity=2) for _ in range(3)]
    for number in (came, refused, back):
        parcel = await sent(shop, number, {1: 2})
        async with transaction(shop.id) as session:
            if number != refused:
                await fulfilling.mark_delivered(session, number, parcel, CLERK)
                continue
            order = await order_by_number(session, number, lock=True)
            await cancelling.cancel(session, order, CLERK, "refused_at_door")
    async with transaction(shop.id) as session:
        piece = [RefundLine(1, 1, restock=True)]
        asked = {"delivery": False, "reason": "broken", "actor": CLERK}
        refund = await refunding.refund_lines(session, back, piece, **asked)
        await refunding.paid_out(session, back, refund.id, CLERK)


async def transferred(shop: BuiltShop) -> None:
    """By statements of the bank: one is paid, one waits, one line names nobody."""
    async with transaction(shop.id) as session:
        account = BankAccount(holder="Test shop", bank="Test bank", number="DE02 1203 0000")
        way = PaymentMethod(code="bank", enabled=True, position=90, days=3)
        way.details_sealed = account.sealed()
        session.add(way)
    waits, came = await an_order(shop), await an_order(shop, key="order-transferred")
    for placed in (waits, came):
        async with transaction(shop.id) as session:
            row = await order_by_number(session, placed.number)
        await await_transfer(shop.view, row.id, "bank")
    text = f"date,amount,reference\n2026-11-26,18.00,{came.number}\n2026-11-26,1.00,hello"
    for line in read_statement(text, "CNY"):
        async with transaction(shop.id) as session:
            await take_line(session, line)


async def due(shop: BuiltShop, **order: Any) -> str:
    placed = await an_order(shop, **order)
    async with transaction(shop.id) as session:
        row = await order_by_number(session, placed.number)
    await promise(shop.view, row.id, "cod")
    return placed.number


async def exchanged(shop: BuiltShop) -> None:
    """A file that was tried and then imported."""
    rows = b"product,name.en,sku,price,stock\nbowl,Bowl,BOWL,5.00,4\n"
    async with transaction(shop.id) as session:
        person = (await session.exec(refunding.select(Staff).join(Membership))).first()
        assert person is not None
        actor = Actor(ActorKind.STAFF, person.id, person.name)
        dry = await ask_for_dry_run(session, actor, "spring.csv", rows)
    await run_import(shop.id, dry.id)
    async with transaction(shop.id) as session:
        run = await ask_for_import(session, actor, dry.id)
    await run_import(shop.id, run.id)


async def counted(shop: BuiltShop) -> None:
    """A shelf that was counted, all of it there, and booked."""
    async with transaction(shop.id) as session:
        person = (await session.exec(refunding.select(Staff).join(Membership))).first()
        assert person is not None
        actor = Actor(ActorKind.STAFF, person.id, person.name)
        take = await begin_take(session, actor, BeginTake.parse({"name": "Cellar"}))
        shelf = {"sku": "CUP", "quantity": await on_the_shelf(session, shop.variants["CUP"])}
        await count_shelf(session, actor, take.id, CountShelf.parse(shelf))
        await book_take(session, actor, take.id)


async def noted(shop: BuiltShop) -> None:
    """An act of staff that stands in the audit log."""
    async with transaction(shop.id) as session:
        person = Staff(email=f"{new_token()[:8].lower()}@example.com", name="Mei")
        session.add(person)
        await session.flush()
        session.add(Membership(staff_id=person.id, role=Role.MANAGER))
        await session.flush()
        found = await staff_member(session, person.id)
        assert found is not None
        note(session, found, "StockPanelState.mark_low", "")
        await set_low_mark(session, shop.variants["TEA"], 3)
        session.add(PaymentMethod(code="card", enabled=True, position=20, most_minor=10**9))


async def reduced(shop: BuiltShop) -> None:
    """By a coupon: an order of two lines, another person's, and one that was never paid."""
    await a_coupon(shop, total_most=9, customer_most=1)
    both = [{"sku": "TEA", "quantity": 1}, {"sku": "CUP", "quantity": 1}]
    await paid(shop, key="order-reduced", lines=both, coupon="SAVE")
    han, mei = [{"name": "Han", "phone": f"1380013800{n}"} for n in (2, 3)]
    await an_order(shop, key="order-other", coupon="SAVE", contact=han)
    await ended(shop, key="order-given-back", coupon="SAVE", contact=mei)


async def serve(shop: BuiltShop) -> None:
    """Of three keys one is given; of a campaign 620 of 1,000 are delivered."""
    with_keys = await a_product(shop, "KEY", stock=0, kind="keys")
    shop = await a_product(with_keys, "VIEWS", stock=0, kind="promotion")
    async with transaction(shop.id) as session:
        found = await session.exec(refunding.select(Variant).filter_by(sku="VIEWS"))
        found.one().units = 1_000
        key = (await session.exec(refunding.select(Variant).filter_by(sku="KEY"))).one()
        await add_keys(session, CLERK, key.id, "A1\nB2\nC3")
    nowhere = {"address": None, "delivery_method": None}
    lines = [{"sku": "KEY", "quantity": 1, "inputs": {}}]
    keyed = await paid(shop, lines=lines, key="order-keys", **nowhere)
    asked = {"platform": "youtube", "link": "https://youtu.be/abc", "contact": "li@example.com"}
    lines = [{"sku": "VIEWS", "quantity": 1, "inputs": asked}]
    shown = await paid(shop, lines=lines, key="order-campaign", **nowhere)
    async with transaction(shop.id) as session:
        for number in (keyed, shown):
            await serving.serve(session, await order_by_number(session, number, lock=True))
    async with transaction(shop.id) as session:
        order = await order_by_number(session, shown, lock=True)
        campaign = (await campaigns_of(session, order.id, lock=True))[0]
        campaign.provider = "sandbox"
        await campaigning.set_going(session, order, campaign)
    told: list[tuple[int, Status]] = [(300, "running"), (620, "ended")]
    for delivered, status in told:
        report = CampaignReport("c_1", str(campaign.id), status, delivered)
        await campaigning.apply_report(report, "sandbox")
    await send_back(shop, shown)
    await all_told(shop)


async def visited(shop: BuiltShop) -> None:
    """What people leave who have not ordered yet, and an invoice."""
    guest, bought = CartOwner(None, new_token()), await paid(shop)
    sent_to = {"locale": "en", "client_ip": "127.0.0.1"}
    async with transaction(shop.id) as session:
        await add_line(session, guest, "CUP", 1, {})
        customer = Customer(shop_id=shop.id, locale="en", terms_version="1")
        session.add(customer)
        await session.flush()
        await start_session(session, PersonKind.CUSTOMER, customer.id)
        await issue_ticket(session, PersonKind.CUSTOMER, customer.id)
        clerk = (await session.exec(refunding.select(Membership))).first()
        seen_by = await staff_member(session, clerk.staff_id) if clerk else None
        assert seen_by is not None
        await save_view(session, seen_by.id, "Tea", "q=TEA")
        await write_note(session, seen_by, customer.id, "Rings twice")
        await send_code(session, shop.view, Purpose.LOG_IN, "13800138009", **sent_to)
        at = clock.now()
        session.add(Backup(name="allhours-1", state=BackupState.WHOLE, began_at=at, ended_at=at))
        proof = {"backup_name": "allhours-1", "state": ProofState.PROVEN}
        session.add(RestoreProof(**proof, began_at=at, ended_at=at))
        await number_invoice(session, shop.view, await order_by_number(session, bought))
        parcel = (await session.exec(refunding.select(Parcel))).first()
        assert parcel is not None
        session.add(ParcelScan(parcel_id=parcel.id, told="1", state="moving", at=clock.now()))


async def wished(shop: BuiltShop) -> None:
    """One waits and is told, one still waits, one wants to hear no more; a guest has a list."""
    asked = {"locale": "en", "client_ip": "127.0.0.1"}
    async with transaction(shop.id) as session:
        cup = await session.get(Product, (await _variant(session, "CUP")).product_id)
        assert cup is not None
        await wishing.wish(session, CartOwner(None, new_token()), cup.slug)
        level = await locked_level(session, shop.variants["CUP"])
        there = level.available
        await _count(session, shop, -there)
        for reach in ("first@example.com", "13800138077", "stop@example.com"):
            want = AskToBeTold(sku="CUP", reach=reach)
            await waiting.ask_to_be_told(session, shop.view, None, want, **asked)
        await waiting.tell_no_more(session, email_index("stop@example.com"))
        await _count(session, shop, 1)
    await telling.tell_who_waits()
    async with transaction(shop.id) as session:
        await _count(session, shop, there - 1)


async def _variant(session: Session, sku: str) -> Variant:
    return (await session.exec(refunding.select(Variant).filter_by(sku=sku))).one()


async def _count(session: Session, shop: BuiltShop, change: int) -> None:
    asked = {"variant_id": shop.variants["CUP"], "way": "by", "quantity": change, "note": "found"}
    await adjust_stock(session, CLERK, AdjustStock.parse(asked))


async def ended(shop: BuiltShop, **asked: Any) -> str:
    words: dict[str, Any] = {"sku": "CUP"} | asked
    placed = await an_order(shop, **words)
    with clock.at(clock.now() + timedelta(hours=1)):
        async with transaction(shop.id) as session:
            order = await order_by_number(session, placed.number, lock=True)
            await cancelling.cancel(session, order, CLERK)
    return placed.number


async def paid(shop: BuiltShop, **order: Any) -> str:
    placed = await an_order(shop, **order)
    await pay(shop, placed.number)
    return placed.number


async def pay(shop: BuiltShop, number: str) -> None:
    async with transaction(shop.id) as session:
        payment = a_payment(await order_by_number(session, number), AttemptState.PENDING)
        session.add(payment)
    report = PaymentReport(
        provider_ref=payment.provider_ref or "",
        reference=str(payment.id),
        status="succeeded",
        amount=Money(payment.amount_minor, payment.currency),
        at=clock.now(),
        event_id=f"evt-{payment.id}",
    )
    await paying.apply_report(report, "sandbox", {})


async def sent(shop: BuiltShop, number: str, lines: dict[int, int]):
    words = {"carrier": "SF", "tracking_number": "SF1"}
    command = ShipLines.parse({"request_key": str(uuid4()), "lines": lines, **words})
    async with transaction(shop.id) as session:
        return (await fulfilling.ship(session, number, command, CLERK)).id


async def refunded(shop: BuiltShop, number: str) -> None:
    async with transaction(shop.id) as session:
        refund = await refunding.refund_lines(
            session,
            number,
            [RefundLine(1, 1, restock=True)],
            delivery=True,
            reason="broken",
            actor=CLERK,
        )
    await settle(refund)


async def send_back(shop: BuiltShop, number: str) -> None:
    async with transaction(shop.id) as session:
        order = await order_by_number(session, number)
        found = await session.exec(refunding.select(refunding.Refund).filter_by(order_id=order.id))
        refund = found.one()
    await settle(refund)


async def called_off(shop: BuiltShop, number: str) -> None:
    async with transaction(shop.id) as session:
        order = await order_by_number(session, number, lock=True)
        await cancelling.cancel(session, order, CLERK)


async def settle(refund: refunding.Refund) -> None:
    amount = Money(refund.amount_minor, refund.currency)
    report = RefundReport(f"rf_{refund.id}", "", str(refund.id), "succeeded", amount, clock.now())
    await refunding.apply_refund(report, "sandbox")


async def all_told(shop: BuiltShop) -> None:
    """As the job does; none waits afterwards."""
    with psycopg.connect(connection_url(), autocommit=True) as connection:
        orders = [order_id for (order_id,) in connection.execute("SELECT id FROM orders")]
        await notices.notify(str(shop.id), joined_ids(orders))
        connection.execute("DELETE FROM procrastinate_jobs")
