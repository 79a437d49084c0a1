"""Pictures over HTTP: who may send one, what is refused, how it is served."""

import io

import pytest
from PIL import Image
from sqlmodel import func, select

from commerce.catalog.models import Picture
from commerce.catalog.pictures import BYTE_LIMIT
from commerce.db.session import transaction
from commerce.people.models import Role
from tests.admin.back_office import a_staff_token
from tests.builders import a_shop

pytestmark = pytest.mark.usefixtures("shop_database")


def a_picture() -> bytes:
    written = io.BytesIO()
    Image.effect_noise((600, 400), 80).convert("RGB").save(written, "JPEG")
    return written.getvalue()


async def pictures_in(shop):
    async with transaction(shop.id) as session:
        return (await session.exec(select(func.count()).select_from(Picture))).one()


async def test_staff_send_a_picture_and_everybody_of_the_shop_sees_it(client_of):
    shop, other = await a_shop(), await a_shop()
    async with client_of(shop, await a_staff_token(shop)) as staff:
        sent = await staff.post("/media", content=a_picture())
    assert sent.status_code == 201
    place = sent.headers["location"]
    assert place == f"/media/{sent.json()['id']}.webp"
    async with client_of(shop) as guest:
        large = await guest.get(place)
        small = await guest.get(f"{place}?size=small")
        again = await guest.get(place, headers={"if-none-match": large.headers["etag"]})
        odd = await guest.get(f"{place}?size=huge")
    assert large.headers["content-type"] == "image/webp"
    assert large.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert large.headers["x-content-type-options"] == "nosniff"
    for answer, size in ((large, (600, 400)), (small, (480, 320))):
        assert Image.open(io.BytesIO(answer.content)).size == size
    assert large.headers["etag"] != small.headers["etag"]
    assert (again.status_code, again.content) == (304, b"")
    assert odd.status_code == 422
    async with client_of(other) as elsewhere:
        assert (await elsewhere.get(place)).status_code == 404


@pytest.mark.parametrize(("role", "status"), [(None, 401), (Role.VIEWER, 403), (Role.CLERK, 403)])
async def test_who_may_not_edit_products_sends_nothing(client_of, role, status):
    shop = await a_shop()
    token = await a_staff_token(shop, role) if role else None
    async with client_of(shop, token) as client:
        assert (await client.post("/media", content=a_picture())).status_code == status
    assert await pictures_in(shop) == 0


async def test_another_shops_staff_and_another_sites_page_send_nothing(client_of):
    shop, other = await a_shop(), await a_shop()
    async with client_of(shop, await a_staff_token(other)) as client:
        assert (await client.post("/media", content=a_picture())).status_code == 401
    cookie = f"allhours_staff={await a_staff_token(shop)}"
    for origin in ({"origin": "https://evil.test"}, {"sec_fetch_site": "cross-site"}, {}):
        async with client_of(shop, cookie=cookie, **origin) as client:
            assert (await client.post("/media", content=a_picture())).status_code == 403
    own = {"origin": f"http://{shop.host}", "sec_fetch_site": "same-origin"}
    async with client_of(shop, cookie=cookie, **own) as client:
        assert (await client.post("/media", content=a_picture())).status_code == 201
    assert (await pictures_in(shop), await pictures_in(other)) == (1, 0)


async def test_what_is_no_picture_is_refused_with_its_cause(client_of):
    shop = await a_shop()
    async with client_of(shop, await a_staff_token(shop)) as staff:
        for content, code in (
            (b"<svg/>", "not_a_picture"),
            (b"", "missing"),
            (b"x" * (BYTE_LIMIT + 1), "too_many_bytes"),
        ):
            answer = await staff.post("/media", content=content)
            assert answer.status_code == 422
            assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [("picture", code)]
    assert await pictures_in(shop) == 0


async def test_unknown_pictures_and_odd_ids_are_not_there(client_of):
    async with client_of(await a_shop()) as guest:
        unknown = await guest.get("/media/01a2058d-3da4-7203-a6e8-142b9ec7a9b9.webp")
        odd = await guest.get("/media/..%2fsecret.webp")
    assert (unknown.status_code, odd.status_code in (404, 422)) == (404, True)
