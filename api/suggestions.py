"""What typing may lead to, letter by letter: for search boxes of the shop's own and of others."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.documenting import PREFIX, refusals
from api.guards import asking, client_ip
from api.products import CATALOGUE, media_path
from api.shapes import Amount
from api.shapes_catalogue import SuggestedCategoryItem, SuggestedProductItem, SuggestionList
from commerce.catalog.search.known_suggestions import LONGEST, known_suggestions
from commerce.catalog.views import ProductCard
from commerce.limits import Limit, count
from commerce.people.contacts import Plain
from ui.amounts import money_text
from ui.texts import _, speaking

router = APIRouter(prefix=PREFIX)
FRESH = 30  # seconds for which a browser need not ask again


@router.get(
    "/suggestions", response_model=SuggestionList, responses=refusals(404, 429), tags=CATALOGUE
)
async def suggest(
    request: Request,
    response: Response,
    *,
    q: Annotated[
        str, Plain, Query(max_length=LONGEST, description="What has been typed so far")
    ] = "",
) -> SuggestionList:
    """How words go on, categories and products that fit, in the request's Accept-Language."""
    await count(Limit.SUGGEST_IP, client_ip(request))
    at = await asking(request)
    found = await known_suggestions(at.shop, at.locale, q)
    response.headers["vary"] = "accept-language"
    response.headers["cache-control"] = f"private, max-age={FRESH}"
    with speaking(at.locale):
        return SuggestionList(
            words=list(found.words),
            categories=[SuggestedCategoryItem(slug=c.slug, name=c.name) for c in found.categories],
            products=[_item(card) for card in found.products],
            meant=found.meant or None,
        )


def _item(card: ProductCard) -> SuggestedProductItem:
    price = money_text(card.price)
    return SuggestedProductItem(
        slug=card.slug,
        name=card.name,
        price=Amount.of(card.price),
        price_text=price if card.one_price else _("From {price}", price=price),
        picture=media_path(card.picture_id) if card.picture_id else None,
    )
