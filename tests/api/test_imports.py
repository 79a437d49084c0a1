"""Files of products over HTTP: who may send them, what is refused, and the report."""

import csv
import io

import pytest
from sqlmodel import select

from commerce.db.session import transaction
from commerce.operations.exchange.importing import run_import
from commerce.operations.exchange.models import Exchange
from commerce.operations.exchange.product_columns import COLUMNS
from commerce.operations.exchange.tables import LARGEST
from commerce.people.models import Role
from tests.admin.back_office import a_staff_token
from tests.builders import a_product, a_shop

pytestmark = pytest.mark.usefixtures("shop_database")
FILE = "product,name.en,sku,price\nmug,=1+1,MUG,5.00\nbowl,Bowl,BOWL,many\n"


def table(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def runs(shop):
    async with transaction(shop.id) as session:
        return (await session.exec(select(Exchange))).all()


async def test_a_file_is_kept_and_its_report_tells_every_cell(client_of):
    shop = await a_shop()
    async with client_of(shop, await a_staff_token(shop)) as staff:
        sent = await staff.post("/media/imports/商品 1.csv", content=FILE.encode("gb18030"))
        assert (sent.status_code, sent.json()["rows"]) == (201, 2)
        await run_import(shop.id, (await runs(shop))[0].id)
        report = await staff.get(f"/media/imports/{sent.json()['id']}/report")
    assert report.headers["cache-control"] == "private, no-store"
    assert table(report) == [
        ["row", "column", "what", "before", "after", "problem"],
        ["2", "sku", "made", "", "MUG", ""],
        ["3", "price", "wrong", "", "many", "must be an amount such as 12.50"],
    ]


async def test_the_template_has_every_column(client_of):
    shop = await a_shop()
    async with client_of(shop, await a_staff_token(shop)) as staff:
        answer = await staff.get("/media/imports/template")
    assert table(answer)[0] == list(COLUMNS)
    assert answer.content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_rows"),
        (b"a,b\n1,2\n", "unknown_column"),
        (b"\x89PNG\r\n\x1a\n\x00\xff\xff", "not_csv"),
        (b"x" * (LARGEST + 1), "text_size"),
    ],
)
async def test_what_is_no_such_file_is_refused_and_not_kept(client_of, content, code):
    shop = await a_shop()
    async with client_of(shop, await a_staff_token(shop)) as staff:
        answer = await staff.post("/media/imports/a.csv", content=content)
    assert (answer.status_code, [e["code"] for e in answer.json()["errors"]]) == (422, [code])
    assert list(await runs(shop)) == []


@pytest.mark.parametrize(("role", "status"), [(None, 401), (Role.VIEWER, 403), (Role.CLERK, 403)])
async def test_who_may_not_edit_products_sends_no_file(client_of, role, status):
    shop = await a_product(await a_shop())
    token = await a_staff_token(shop, role) if role else None
    async with client_of(shop, token) as somebody:
        answer = await somebody.post("/media/imports/a.csv", content=FILE.encode())
    assert (answer.status_code, list(await runs(shop))) == (status, [])


async def test_another_shop_s_report_is_not_there(client_of):
    shop, other = await a_shop(), await a_shop()
    async with client_of(shop, await a_staff_token(shop)) as staff:
        sent = await staff.post("/media/imports/a.csv", content=FILE.encode())
    async with client_of(other, await a_staff_token(other)) as stranger:
        answer = await stranger.get(f"/media/imports/{sent.json()['id']}/report")
    assert answer.status_code == 404
