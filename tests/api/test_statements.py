"""A bank's statement over HTTP: who may send one in, and that it counts once."""

import pytest

from commerce.db.session import transaction
from commerce.orders.access import order_by_number
from commerce.orders.paying import start_payment
from commerce.payments.bank import BankAccount
from commerce.people.models import Role
from commerce.shops.models import PaymentMethod
from commerce.shops.queries import shop_by_id
from tests.admin.back_office import a_staff_token
from tests.builders import a_product, a_shop, an_order

pytestmark = pytest.mark.usefixtures("shop_database")
URL = "/media/transfers/statement"


async def test_a_statement_pays_what_fits_and_counts_once(client_of):
    shop = await a_product(await a_shop())
    async with transaction(shop.id) as session:
        way = PaymentMethod(code="bank", enabled=True, position=0, days=3)
        way.details_sealed = BankAccount(holder="A", bank="B", number="C").sealed()
        session.add(way)
        await session.flush()
        view = await shop_by_id(session, shop.id)
    placed = await an_order(shop)
    async with transaction(shop.id) as session:
        await start_payment(view, await order_by_number(session, placed.number), "bank", "en")
    own = client_of(shop, placed.access_token)
    waiting = (await own.get(f"/api/v1/orders/{placed.number}")).json()
    assert waiting["transfer"] == {"holder": "A", "bank": "B", "number": "C"}
    content = f"date,amount,reference\n2026-11-26,18.00,{placed.number}\n2026-11-26,1,tea".encode()
    staff = client_of(shop, await a_staff_token(shop))
    first, again = [await staff.post(URL, content=content) for _ in range(2)]
    assert (first.status_code, first.json()) == (201, {"matched": 1, "known": 0, "listed": 1})
    assert again.json() == {"matched": 0, "known": 2, "listed": 0}
    paid = (await own.get(f"/api/v1/orders/{placed.number}")).json()
    assert (paid["payment_status"], paid["transfer"]) == ("paid", None)


async def test_a_statement_in_the_encoding_of_banks_in_china_is_read(client_of):
    shop = await a_shop()
    content = "日期,金额,附言\n20261126,18.00,茶".encode("gb18030")
    staff = client_of(shop, await a_staff_token(shop))
    assert (await staff.post(URL, content=content)).json()["listed"] == 1


async def test_clerks_strangers_and_broken_files_are_refused(client_of):
    shop = await a_shop()
    content = b"date,amount,reference\n2026-11-26,18.00,tea"
    assert (await client_of(shop).post(URL, content=content)).status_code == 401
    clerk = client_of(shop, await a_staff_token(shop, Role.CLERK))
    assert (await clerk.post(URL, content=content)).status_code == 403
    staff = client_of(shop, await a_staff_token(shop))
    for broken, code in ((b"a,b", "no_columns"), (b"\xff", "not_utf8")):
        answer = await staff.post(URL, content=broken)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
