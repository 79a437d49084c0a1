"""S93: whoever reads the tables learns of nobody how to reach them."""

import psycopg
from psycopg import sql

from commerce.db.session import transaction
from commerce.limits import forget_counts
from commerce.people.addresses import BookedAddress, add_address
from commerce.people.codes import Purpose, send_code
from commerce.people.registering import Register, register
from tests.builders import a_paid_order, a_product, a_shop

PHONE, EMAIL, STREET = "13911119999", "nobody.reads@example.com", "Unread Lane 77"
PLACE = {"country": "CN", "region": "上海", "city": "上海", "line1": STREET}
READABLE = "SELECT t::text FROM {} t"


async def test_no_table_holds_a_readable_phone_e_mail_or_street(shop_database: str) -> None:
    forget_counts()
    shop = await a_product(await a_shop())
    account = {"name": "Li", "email": EMAIL, "password": "four words are long", "agreed": True}
    async with transaction(shop.id) as session:
        customer = await register(
            session, shop.view, Register.parse(account), locale="en", client_ip=""
        )
        booked = BookedAddress.parse(PLACE | {"name": "Li", "phone": PHONE, "email": ""}, "CN")
        await add_address(session, customer.id, booked)
        await send_code(session, shop.view, Purpose.LOG_IN, PHONE, locale="en", client_ip="")
    contact = {"name": "Li", "phone": PHONE, "email": EMAIL}
    await a_paid_order(shop, contact=contact, address=PLACE, customer_id=customer.id)
    held = rows_of(shop_database)
    assert {"customers", "customer_addresses", "messages", "orders"} <= held.keys()
    for personal in (PHONE, EMAIL, STREET):
        spelled = (personal, personal.encode().hex())  # bytes are printed in hex
        assert [table for table, text in held.items() if any(s in text for s in spelled)] == []


def rows_of(url: str) -> dict[str, str]:
    """Table -> all its rows as text; the job queue's tables too."""
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        names = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        rows = {
            name: connection.execute(sql.SQL(READABLE).format(sql.Identifier(name))).fetchall()
            for (name,) in names
        }
    return {name: "\n".join(text for (text,) in found) for name, found in rows.items() if found}
