"""The file of an export over HTTP: whose right it is, and for how long."""

import pytest

from commerce import clock
from commerce.db.session import transaction, transaction_over_all_shops
from commerce.operations.exchange.asking import FILES_KEPT, ask_for_export, forget_old_files
from commerce.operations.exchange.exporting import run_export
from commerce.operations.exchange.models import ExchangeKind
from commerce.people.models import Role
from tests.admin.back_office import a_staff_token
from tests.builders import a_product, a_shop
from tests.commerce.operations.exchange.files import a_member

pytestmark = pytest.mark.usefixtures("shop_database")


async def an_export(shop, kind=ExchangeKind.PRODUCTS, *, written=True):
    async with transaction(shop.id) as session:
        export = await ask_for_export(session, await a_member(shop, Role.OWNER), kind)
    if written:
        await run_export(shop.id, export.id)
    return f"/media/exports/{export.id}"


async def status_of(client_of, shop, path, role):
    token = await a_staff_token(shop, role) if role else None
    async with client_of(shop, token) as somebody:
        return (await somebody.get(path)).status_code


async def test_a_file_is_loaded_down_privately(client_of):
    shop = await a_product(await a_shop())
    path = await an_export(shop)
    async with client_of(shop, await a_staff_token(shop)) as staff:
        answer = await staff.get(path)
    assert answer.content.startswith("\ufeffproduct,".encode())
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''products")


@pytest.mark.parametrize(
    ("kind", "role", "status"),
    [
        (ExchangeKind.PRODUCTS, None, 401),
        (ExchangeKind.PRODUCTS, Role.CLERK, 403),
        (ExchangeKind.CUSTOMERS, Role.CLERK, 403),
        (ExchangeKind.CUSTOMERS, Role.MANAGER, 200),
        (ExchangeKind.ORDERS, Role.VIEWER, 403),
    ],
)
async def test_who_may_have_what(client_of, kind, role, status):
    shop = await a_shop()
    assert await status_of(client_of, shop, await an_export(shop, kind), role) == status


async def test_there_is_no_file_before_it_is_written_nor_after_a_day_nor_for_another_shop(
    client_of,
):
    shop, other = await a_shop(), await a_shop()
    unwritten = await an_export(shop, written=False)
    assert await status_of(client_of, shop, unwritten, Role.OWNER) == 404
    path = await an_export(shop)
    assert await status_of(client_of, other, path, Role.OWNER) == 404
    assert await status_of(client_of, shop, path, Role.OWNER) == 200
    async with transaction_over_all_shops() as session:
        await forget_old_files(session, clock.now() + FILES_KEPT)
    assert await status_of(client_of, shop, path, Role.OWNER) == 404
