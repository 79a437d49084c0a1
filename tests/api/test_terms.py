"""The terms through the API, in the language that there is."""

import pytest

from commerce.db.session import transaction
from commerce.shops.queries import forget_shops
from commerce.shops.terms import PublishTerms, publish_terms
from tests.builders import a_shop

pytestmark = pytest.mark.usefixtures("shop_database")


async def test_terms_are_read_in_the_language_that_there_is(client_of):
    shop = await a_shop()
    assert (await client_of(shop).get("/api/v1/terms")).status_code == 404
    async with transaction(shop.id) as session:
        command = PublishTerms(shop.view.terms_version, {"en": "# Returns"})
        published = await publish_terms(session, command)
    forget_shops()
    answer = await client_of(shop, accept_language="zh").get("/api/v1/terms")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["version"], told["text"]) == (published.version, "# Returns")
