"""The seeded demo holds every law that a living shop holds, and a second seed changes nothing."""

from collections import Counter

import pytest
from sqlalchemy import text
from sqlmodel import select

from commerce import clock
from commerce.catalog.kinds import counted_kinds
from commerce.db.session import transaction_over_all_shops
from commerce.demo.logins import password_of, show
from commerce.demo.plans import shop_plan
from commerce.demo.seeding import seed
from commerce.ids import is_order_number
from commerce.messages.models import Message
from commerce.operations.auditing.audit import audit
from commerce.orders.models import Order, OrderEvent, OrderLine, Parcel
from commerce.orders.notices import TEXTS
from commerce.orders.partitions import rows_in_default
from commerce.orders.refund_pieces import delivery_paid
from commerce.orders.views import address_of, contact_of
from commerce.payments.models import AttemptState, Payment, Refund, RefundState
from commerce.settings import settings

pytestmark = pytest.mark.usefixtures("seeded")

TABLES = """SELECT table_name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"""


async def rows(statement):
    async with transaction_over_all_shops() as session:
        return (await session.exec(statement)).all()


async def run(sql):
    async with transaction_over_all_shops() as session:
        return [tuple(row) for row in await session.run(text(sql))]


async def fingerprint():
    """Each table's number of rows and the digest of all of them."""
    found = {}
    for (table,) in await run(TABLES):
        hashed = f"SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t"
        found[table] = (await run(hashed))[0]
    return found


async def by_order(model):
    grouped = {}
    for row in await rows(select(model)):
        grouped.setdefault(row.order_id, []).append(row)
    return grouped


def test_its_books_are_whole():
    assert [one for finding in audit() for one in finding.shown] == []


async def test_a_second_seed_changes_nothing():
    before = await fingerprint()
    await seed()
    assert await fingerprint() == before


async def test_there_are_300_orders_over_60_days_and_the_second_shop_has_its_own():
    counts = dict(
        await run("SELECT slug, count(*) FROM orders o JOIN shops s ON s.id = shop_id GROUP BY 1")
    )
    assert counts["lantern-market"] == 300
    assert counts["alvorada"] >= 24
    [(first, last)] = await run("SELECT min(placed_at), max(placed_at) FROM orders")
    assert 50 <= (clock.now() - first).days <= 60
    assert last <= clock.now()


async def test_the_shelves_hold_what_the_issue_counts():
    """8 categories of goods, 80 of them in two languages with a picture each; services beside."""
    main = "(SELECT id FROM shops WHERE slug = 'lantern-market')"
    of_goods = f"FROM products WHERE shop_id = {main} AND kind = 'goods'"
    assert await run(f"SELECT count(DISTINCT category_id) {of_goods}") == [(8,)]
    assert await run(f"SELECT count(*) FROM categories WHERE shop_id = {main}") == [(9,)]
    assert await run(
        "SELECT count(*), count(DISTINCT picture_id), bool_and(name ? 'en' AND name ? 'zh'"
        " AND summary ? 'en' AND summary ? 'zh' AND description ? 'en' AND description ? 'zh'"
        f" AND state = 'active') FROM products WHERE shop_id = {main} AND kind = 'goods'"
    ) == [(80, 80, True)]
    of_main = f"""FROM stock s JOIN variants v ON v.id = s.variant_id
        JOIN products p ON p.id = v.product_id WHERE p.shop_id = {main}"""
    gone = f"SELECT p.slug {of_main} GROUP BY p.slug HAVING sum(available) = 0"
    assert await run(gone) == [("bamboo-mahjong-set",)]
    assert await run(f"SELECT sku {of_main} AND available = 3") == [("LAN-RIV-L",)]
    methods = f"SELECT code, night FROM delivery_methods WHERE shop_id = {main} ORDER BY position"
    assert await run(methods) == [("standard", False), ("express", False), ("night", True)]
    assert await run("SELECT count(*) FROM shops") == [(2,)]


async def test_every_state_that_a_move_leads_to_is_there():
    orders = await rows(select(Order))
    assert {order.status for order in orders} == {"open", "completed", "cancelled"}
    # No verb makes part_paid yet: nothing here may invent it.
    assert {o.payment_status for o in orders} == {"unpaid", "paid", "part_refunded", "refunded"}
    fulfilments = {"unfulfilled", "partial", "fulfilled", "delivered"}
    assert {order.fulfilment_status for order in orders} == fulfilments
    assert {"not_paid_in_time", "cancelled", "delivered", "refunded"} <= {
        order.close_reason for order in orders
    }
    kinds = {event.kind for event in await rows(select(OrderEvent))}
    assert {"payment_failed", "paid_late", "paid_twice", "refund_failed", "expired"} <= kinds


async def test_stock_is_the_sum_of_its_ledger_and_was_never_below_nothing():
    wrong = await run(
        "SELECT s.variant_id FROM stock s LEFT JOIN stock_ledger l USING (variant_id)"
        " GROUP BY s.variant_id, s.available HAVING coalesce(sum(l.change), 0) <> s.available"
    )
    assert wrong == []
    lowest = await run(
        "SELECT min(level) FROM (SELECT sum(change) OVER (PARTITION BY variant_id ORDER BY at, id)"
        " AS level FROM stock_ledger) levels"
    )
    assert lowest == [(0,)]


async def test_stock_is_what_the_plan_says():
    left = dict(
        await run("SELECT sku, available FROM stock s JOIN variants v ON v.id = s.variant_id")
    )
    products = [p for slug in ("lantern-market", "alvorada") for p in shop_plan(slug).products]
    counted = [product for product in products if product.kind in counted_kinds()]
    assert left == {v.sku: v.stock for product in counted for v in product.variants}


async def test_the_ledger_and_the_lines_of_each_order_agree():
    lines, held = await by_order(OrderLine), Counter()
    for order_id, change in await run(
        "SELECT order_id, sum(change) FROM stock_ledger WHERE order_id IS NOT NULL GROUP BY 1"
    ):
        held[order_id] = -change
    for order in await rows(select(Order)):
        unpaid_end = order.status == "cancelled" and order.payment_status == "unpaid"
        kept = sum(line.quantity - line.restocked for line in lines[order.id])
        assert held[order.id] == (0 if unpaid_end else kept), order.number


async def test_the_totals_of_each_order_add_up():
    lines, refunds = await by_order(OrderLine), await by_order(Refund)
    payments = await by_order(Payment)
    for order in await rows(select(Order)):
        of_order = lines[order.id]
        assert order.items_minor == sum(line.unit_minor * line.quantity for line in of_order)
        assert order.discount_minor == sum(line.discount_minor for line in of_order)
        lines_tax = sum(line.tax_minor for line in of_order)
        assert order.tax_minor == lines_tax + order.delivery_tax_minor
        goods = sum(line.total_minor for line in of_order)
        assert order.total_minor == goods + delivery_paid(order)
        assert order.total_minor == order.items_minor - order.discount_minor + order.delivery_minor
        paid = [p for p in payments.get(order.id, []) if p.state == AttemptState.SUCCEEDED]
        assert order.paid_minor == sum(payment.amount_minor for payment in paid)
        gone = refunds.get(order.id, [])
        assert order.refunded_minor == sum(refund.amount_minor for refund in gone)
        by_line = sum(line.refunded_minor for line in of_order) + order.refunded_delivery_minor
        assert by_line == sum(r.amount_minor for r in gone if r.reason != "paid_twice")


async def test_the_state_of_the_money_follows_from_payments_and_refunds():
    refunds = await by_order(Refund)
    for order in await rows(select(Order)):
        done = [r for r in refunds.get(order.id, []) if r.state == RefundState.SUCCEEDED]
        kept = order.paid_minor - sum(refund.amount_minor for refund in done)
        if not order.paid_minor:
            expected = "unpaid"
        elif kept >= order.total_minor:
            expected = "paid"
        else:
            expected = "part_refunded" if kept else "refunded"
        assert order.payment_status == expected, order.number


async def test_parcels_hold_what_the_lines_say_was_sent():
    lines, parcels = await by_order(OrderLine), await by_order(Parcel)
    for order in await rows(select(Order)):
        sent = Counter()
        for parcel in parcels.get(order.id, []):
            sent.update({int(n): quantity for n, quantity in parcel.lines.items()})
            assert order.placed_at < parcel.shipped_at <= clock.now()
            assert parcel.delivered_at is None or parcel.delivered_at > parcel.shipped_at
        assert {line.n: line.fulfilled for line in lines[order.id] if line.fulfilled} == sent
        there = bool(sent) and all(p.delivered_at for p in parcels[order.id])
        assert (order.fulfilment_status == "delivered") == there


async def test_timelines_are_whole_and_in_order():
    events = await by_order(OrderEvent)
    for order in await rows(select(Order)):
        told = sorted(events[order.id], key=lambda event: event.n)
        assert [event.n for event in told] == list(range(1, order.event_count + 1))
        assert told[0].kind == "placed"
        moments = [event.at for event in told]
        assert moments == sorted(moments)
        assert moments[-1] <= clock.now()


async def test_every_event_that_people_hear_of_was_told_once_a_channel():
    about = Counter(message.about for message in await rows(select(Message)))
    orders = {order.id: order for order in await rows(select(Order))}
    expected = Counter()
    for event in await rows(select(OrderEvent)):
        if event.kind in TEXTS:
            contact = contact_of(orders[event.order_id])
            channels = bool(contact.phone) + bool(contact.email)
            expected[f"order:{event.order_id}:{event.n}"] = channels
    assert about == expected
    assert await run("SELECT count(*) FROM procrastinate_jobs") == [(0,)]


async def test_numbers_are_right_and_contacts_can_be_read():
    for order in await rows(select(Order)):
        assert is_order_number(order.number)
        assert contact_of(order).name == order.contact_name
        address = address_of(order)
        assert address is not None
        assert address.country == order.country


async def test_no_past_order_fell_into_a_default_partition():
    async with transaction_over_all_shops() as session:
        assert await rows_in_default(session) == 0


async def test_only_a_fresh_unpaid_order_still_waits_for_money():
    waiting = await rows(select(Order).where(Order.status == "open"))
    for order in waiting:
        if order.payment_status == "unpaid":
            assert order.hold_expires_at > clock.now()


async def test_the_demo_refuses_a_shop_in_earnest(monkeypatch):
    monkeypatch.setenv("ALLHOURS_MODE", "shop")
    settings.cache_clear()
    with pytest.raises(SystemExit, match="not for ALLHOURS_MODE=shop"):
        await seed()
    with pytest.raises(SystemExit, match="demo mode alone"):
        show(None)  # pyright: ignore[reportArgumentType]
    monkeypatch.undo()
    settings.cache_clear()


def test_passwords_are_each_their_own_and_stay_the_same():
    owner, clerk = (password_of(f"{who}@lantern.example") for who in ("owner", "clerk"))
    assert owner != clerk
    assert owner == password_of("owner@lantern.example")
    assert len(owner.replace("-", "")) == 15
