"""The cart: a customer's, or a guest's by a cookie that the first change sets."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.bodies import read_json
from api.documenting import BODY, PREFIX, body_of, refusals
from api.guards import Asker, Visit, client_ip, visiting
from api.shapes import Amount
from api.shapes_orders import CartAnswer, CartLineItem
from commerce.carts import editing
from commerce.carts.asking import INPUTS_LIMIT, Sku
from commerce.carts.editing import CartOwner
from commerce.carts.models import QUANTITY_LIMIT
from commerce.carts.queries import CartView, cart_view
from commerce.carts.quoting import asking
from commerce.ids import new_token
from commerce.limits import Limit, count
from commerce.people.parsing import parsed
from commerce.settings import settings
from ui.cookies import CART

router = APIRouter(prefix=f"{PREFIX}/cart", tags=["Cart"])
A_YEAR = 365 * 24 * 3600


class AddLine(BaseModel):
    """More of a SKU; `inputs` is what the product's kind asks of the customer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sku: Sku
    quantity: Annotated[int, Field(strict=True, ge=1, le=QUANTITY_LIMIT)] = 1
    inputs: Annotated[dict[str, Any], Field(default_factory=dict, max_length=INPUTS_LIMIT)]


class SetQuantity(BaseModel):
    """How many of it; 0 takes the line out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    quantity: Annotated[int, Field(strict=True, ge=0, le=QUANTITY_LIMIT)]


@router.get("", response_model=CartAnswer, responses=refusals(404))
async def show_cart(request: Request) -> CartAnswer:
    """The cart's lines at today's prices."""
    async with visiting(request) as at:
        return await shown_cart(at, owner_of(at))


@router.post(
    "/lines",
    status_code=201,
    response_model=CartAnswer,
    responses=refusals(404, *BODY),
    openapi_extra=body_of(AddLine),
)
async def add_line(request: Request, response: Response) -> CartAnswer:
    """Put something into the cart; a line of that SKU grows."""
    asked = parsed(AddLine, await read_json(request))
    await count(Limit.CHANGE_IP, client_ip(request))
    async with visiting(request) as at:
        owner = owner_with_cookie(at, response)
        context = asking(at.shop)
        await editing.add_line(
            at.session, owner, asked.sku, asked.quantity, asked.inputs, context=context
        )
        return await shown_cart(at, owner)


@router.put(
    "/lines/{sku}",
    response_model=CartAnswer,
    responses=refusals(404, *BODY),
    openapi_extra=body_of(SetQuantity),
)
async def set_quantity(request: Request, sku: str) -> CartAnswer:
    """Set how many of a SKU are in the cart."""
    asked = parsed(SetQuantity, await read_json(request))
    await count(Limit.CHANGE_IP, client_ip(request))
    async with visiting(request) as at:
        owner = owner_of(at)
        await editing.set_quantity(at.session, owner, _plain(sku), asked.quantity)
        return await shown_cart(at, owner)


@router.delete("/lines/{sku}", response_model=CartAnswer, responses=refusals(404))
async def remove_line(request: Request, sku: str) -> CartAnswer:
    """Take a SKU out of the cart."""
    await count(Limit.CHANGE_IP, client_ip(request))
    async with visiting(request) as at:
        owner = owner_of(at)
        await editing.set_quantity(at.session, owner, _plain(sku), 0)
        return await shown_cart(at, owner)


def owner_of(at: Visit | Asker) -> CartOwner:
    """Whose cart it is."""
    return CartOwner(at.customer_id, None if at.customer_id else at.cart_token)


def owner_with_cookie(at: Visit, response: Response) -> CartOwner:
    """Whose cart it is; a guest without a cookie gets one."""
    if at.customer_id or at.cart_token:
        return owner_of(at)
    token = new_token()
    response.set_cookie(
        CART,
        token,
        max_age=A_YEAR,
        httponly=True,
        samesite="lax",
        secure=settings().secure_cookies,
    )
    return CartOwner(None, token)


async def shown_cart(at: Visit, owner: CartOwner) -> CartAnswer:
    """The cart after this transaction's changes."""
    await at.session.flush()
    return _answer(await cart_view(at.session, at.shop, owner, at.locale))


def _answer(cart: CartView) -> CartAnswer:
    quote = cart.quote
    return CartAnswer(
        lines=[
            CartLineItem(
                sku=line.sku,
                slug=line.slug,
                name=line.name,
                options=line.options,
                quantity=line.quantity,
                available=line.available,
                price=Amount.of(line.unit),
                discount=Amount.of(line.discount),
                total=Amount.of(line.total),
                inputs=line.inputs,
                problem=line.problem or None,
            )
            for line in cart.lines
        ],
        pieces=cart.pieces,
        items=Amount(minor=quote.items_minor, currency=quote.currency),
        discount=Amount(minor=quote.discount_minor, currency=quote.currency),
        total=Amount.of(quote.total),
        missing_to_next_discount=Amount.maybe(quote.missing_to_discount_minor, quote.currency),
        ready=cart.ready,
        order_key=cart.place_key,
    )


def _plain(sku: str) -> str:
    """A SKU of a path: what can be none is none of the cart's."""
    return sku if sku.isprintable() and len(sku) <= 64 else ""
