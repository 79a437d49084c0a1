"""What staff upload for a variant over HTTP: who may, what is refused, and that no key comes back."""

import pytest
from sqlmodel import select

from commerce.catalog.files import LARGEST
from commerce.catalog.models import VariantFile
from commerce.db.session import transaction
from commerce.people.models import Role
from commerce.stock.keys import LARGEST_TEXT, MOST_AT_ONCE, KeyCount, key_count
from tests.admin.back_office import a_staff_token
from tests.builders import a_product, a_shop, stock_of

pytestmark = pytest.mark.usefixtures("shop_database")


async def a_key_shop():
    return await a_product(await a_shop(), "GAME", stock=0, kind="keys")


def keys_at(shop):
    return f"/media/variants/{shop.variants['GAME']}/keys"


def file_at(shop, name="book.pdf"):
    return f"/media/variants/{shop.variants['BOOK']}/file/{name}"


async def counted(shop):
    async with transaction(shop.id) as session:
        return await key_count(session, shop.variants["GAME"])


async def file_of(shop):
    async with transaction(shop.id) as session:
        return (await session.exec(select(VariantFile))).one_or_none()


async def test_a_text_of_keys_is_taken_in_and_what_was_wrong_is_counted(client_of):
    shop = await a_key_shop()
    async with client_of(shop, await a_staff_token(shop, Role.CLERK)) as clerk:
        first = await clerk.post(keys_at(shop), content="\ufeffK-1\r\nK-2\r\n\r\nK-2\r\n".encode())
        again = await clerk.post(keys_at(shop), content=b"K-2\nK-3")
    assert first.status_code == 201
    assert first.json() == {
        "added": 2,
        "known": 0,
        "twice": 1,
        "blank": 1,
        "free": 2,
        "given": 0,
    }
    assert (again.json()["added"], again.json()["known"]) == (1, 1)
    assert "K-" not in first.text + again.text
    assert (await counted(shop), await stock_of(shop, "GAME")) == (KeyCount(3, 0), 3)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "missing"),
        (b" \n\n", "missing"),
        ("密钥".encode("gbk"), "not_utf8"),
        (b"K-1\n" + b"x" * 501, "key_too_long"),
        (b"K-1\nK\x002", "key_unreadable"),
        (b"\n".join(b"%d" % n for n in range(MOST_AT_ONCE + 1)), "too_many_keys"),
        (b"x" * (LARGEST_TEXT + 1), "text_size"),
    ],
)
async def test_an_odd_text_is_refused_whole(client_of, content, code):
    shop = await a_key_shop()
    async with client_of(shop, await a_staff_token(shop)) as staff:
        answer = await staff.post(keys_at(shop), content=content)
    assert (answer.status_code, [e["code"] for e in answer.json()["errors"]]) == (422, [code])
    assert await counted(shop) == KeyCount()


async def test_a_refused_line_is_named(client_of):
    shop = await a_key_shop()
    async with client_of(shop, await a_staff_token(shop), accept_language="zh") as staff:
        answer = await staff.post(keys_at(shop), content=b"K-1\n\nK\x012")
    assert answer.json()["errors"][0]["message"] == "第 3 行含有异常字符"


async def test_a_file_is_kept_and_the_next_one_takes_its_place(client_of):
    shop = await a_product(await a_shop(), "BOOK", stock=0, kind="download")
    async with client_of(shop, await a_staff_token(shop)) as staff:
        first = await staff.post(file_at(shop), content=b"%PDF-1.7 one")
        second = await staff.post(file_at(shop, "..book+2.zip"), content=b"PK\x03\x04")
    assert (first.status_code, first.json()) == (201, {"name": "book.pdf", "size": 12})
    assert second.status_code == 201
    kept = await file_of(shop)
    assert kept is not None
    assert (kept.name, kept.media_type, kept.content) == (
        "..book_2.zip",
        "application/zip",
        b"PK\x03\x04",
    )


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("page.html", b"<script>", "file_type"),
        ("book", b"%PDF-1", "file_type"),
        ("book.pdf", b"", "file_size"),
        ("book.pdf", b"MZ\x90", "file_not_its_type"),
        ("book.txt", b"x" * (LARGEST + 1), "file_size"),
    ],
)
async def test_an_odd_file_is_refused_with_its_cause(client_of, name, content, code):
    shop = await a_product(await a_shop(), "BOOK", stock=0, kind="download")
    async with client_of(shop, await a_staff_token(shop)) as staff:
        answer = await staff.post(file_at(shop, name), content=content)
    assert (answer.status_code, [e["code"] for e in answer.json()["errors"]]) == (422, [code])
    assert await file_of(shop) is None


async def test_goods_take_neither_keys_nor_files(client_of):
    shop = await a_product(await a_shop(), "TEA", stock=1)
    place = f"/media/variants/{shop.variants['TEA']}"
    async with client_of(shop, await a_staff_token(shop)) as staff:
        keys = await staff.post(f"{place}/keys", content=b"K-1")
        file = await staff.post(f"{place}/file/a.pdf", content=b"%PDF-1")
    codes = [answer.json()["errors"][0]["code"] for answer in (keys, file)]
    assert codes == ["not_sold_by_keys", "kind_without_file"]


@pytest.mark.parametrize(
    ("role", "keys", "file"),
    [(None, 401, 401), (Role.VIEWER, 403, 403), (Role.CLERK, 201, 403)],
)
async def test_who_may_not_uploads_nothing(client_of, role, keys, file):
    shop = await a_product(await a_key_shop(), "BOOK", stock=0, kind="download")
    token = await a_staff_token(shop, role) if role else None
    async with client_of(shop, token) as client:
        assert (await client.post(keys_at(shop), content=b"K-1")).status_code == keys
        assert (await client.post(file_at(shop), content=b"%PDF-1")).status_code == file
    assert await file_of(shop) is None


async def test_another_shops_staff_find_no_such_variant(client_of):
    shop, other = await a_key_shop(), await a_shop()
    async with client_of(other, await a_staff_token(other)) as theirs:
        assert (await theirs.post(keys_at(shop), content=b"K-1")).status_code == 404
    assert await counted(shop) == KeyCount()
