"""The wish list: a customer's, or a guest's by the cart's cookie, which the first wish sets."""

from fastapi import APIRouter, Request, Response

from api.cart import owner_of, owner_with_cookie
from api.documenting import PREFIX, refusals
from api.guards import Visit, client_ip, visiting
from api.products import SLUG, product_item
from api.shapes_catalogue import WishList
from commerce.carts.editing import CartOwner
from commerce.errors import NotFound
from commerce.limits import Limit, count
from commerce.wishes.queries import wished
from commerce.wishes.wishing import unwish, wish

router = APIRouter(prefix=f"{PREFIX}/wishes", tags=["Wish list"])


@router.get("", response_model=WishList, responses=refusals(404))
async def show_wishes(request: Request) -> WishList:
    """What is on the list and on sale, the newest wish first."""
    async with visiting(request) as at:
        return await _shown(at, owner_of(at))


@router.put("/{slug}", response_model=WishList, responses=refusals(404, 422, 429))
async def add_wish(request: Request, response: Response, slug: str) -> WishList:
    """Put a product on the list; a second time changes nothing."""
    if not SLUG.fullmatch(slug):
        raise NotFound("product")
    await count(Limit.CHANGE_IP, client_ip(request))
    async with visiting(request) as at:
        owner = owner_with_cookie(at, response)
        await wish(at.session, owner, slug)
        return await _shown(at, owner)


@router.delete("/{slug}", response_model=WishList, responses=refusals(404, 429))
async def remove_wish(request: Request, slug: str) -> WishList:
    """Take a product off the list; one that is not on it stays off."""
    await count(Limit.CHANGE_IP, client_ip(request))
    async with visiting(request) as at:
        owner = owner_of(at)
        if SLUG.fullmatch(slug) and (owner.customer_id or owner.token):
            await unwish(at.session, owner, slug)
        return await _shown(at, owner)


async def _shown(at: Visit, owner: CartOwner) -> WishList:
    cards = await wished(at.session, at.shop, owner, at.locale)
    return WishList(items=[product_item(card, full=True) for card in cards])
