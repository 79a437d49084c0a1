"""Quotes and orders: asked, placed, looked at, cancelled, ordered again."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.bodies import read_json
from api.cart import owner_of, owner_with_cookie, shown_cart
from api.documenting import BODY, PREFIX, body_of, refusals
from api.guards import asking, client_ip, customer_at, visiting
from api.order_answers import order_answer, order_list, placed_answer, quote_answer
from api.shapes_orders import AgainAnswer, OrderAnswer, OrderList, PlacedAnswer, QuoteAnswer
from commerce.carts import ordering
from commerce.carts.asking import AskQuote
from commerce.carts.editing import CartOwner
from commerce.carts.quoting import quote_order
from commerce.limits import Limit, count
from commerce.orders import cancelling
from commerce.orders.access import order_for_customer
from commerce.orders.commands import Caller, PlaceOrder
from commerce.orders.finding import find_order, number_of, order_again
from commerce.orders.placing import place_order
from commerce.orders.queries import order_view, orders_of_customer
from commerce.people.parsing import parsed
from commerce.shops.queries import ShopView

router = APIRouter(prefix=PREFIX, tags=["Ordering"])
KEY = "Idempotency-Key"
AN_ORDER: dict[str, Any] = {
    "lines": [{"sku": "TEA-100", "quantity": 2, "inputs": {}}],
    "contact": {"name": "Li Lei", "phone": "13800138000", "email": None},
    "address": {
        "country": "CN",
        "region": "上海",
        "city": "上海",
        "line1": "南京东路 1 号",
        "postcode": "200001",
    },
    "delivery_method": "post",
    "coupon": None,
    "expected_total": {"minor": 12900, "currency": "CNY"},
}


class FindOrder(BaseModel):
    """An order's number, and the phone or e-mail that it was placed with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Annotated[str, Field(max_length=64)]
    reach: Annotated[str, Field(max_length=254, description="Phone or e-mail")]


@router.post(
    "/quotes",
    response_model=QuoteAnswer,
    responses=refusals(404, *BODY),
    openapi_extra=body_of(AskQuote, {"lines": AN_ORDER["lines"]}),
)
async def ask_quote(request: Request) -> QuoteAnswer:
    """What an order would cost now, and what is missing to the next threshold.

    The body is an order's; its lines suffice.
    """
    body = await read_json(request)
    await count(Limit.QUOTE_IP, client_ip(request))
    async with visiting(request) as at:
        ask = AskQuote.parse(body, at.shop.country)
        return quote_answer(at.shop, await quote_order(at.session, at.shop, ask))


@router.post(
    "/orders",
    status_code=201,
    response_model=PlacedAnswer,
    responses=refusals(404, 409, 503, *BODY),
    openapi_extra=body_of(PlaceOrder, AN_ORDER),
)
async def post_order(
    request: Request,
    idempotency_key: Annotated[
        str, Header(alias=KEY, description="Yours for this order: repeats return the same order")
    ],
) -> Response:
    """Place an order. Nothing is written unless all of it can be.

    With `expected_total` it is refused (price_changed) if it costs something else by now.
    """
    body = await read_json(request)
    await count(Limit.PLACE_ORDER_IP, client_ip(request))
    asker = await asking(request)
    command = PlaceOrder.parse(body, asker.shop.country)
    caller = Caller(
        scope=f"customer:{asker.customer_id}" if asker.customer_id else "guest",
        key=idempotency_key,
        customer_id=asker.customer_id,
        name=command.contact.name,
        locale=asker.locale,
    )
    placed = await place_order(asker.shop, caller, command)
    await _empty_cart(asker.shop, owner_of(asker), idempotency_key)
    return Response(placed_answer(placed).model_dump_json(), 201, media_type="application/json")


@router.get("/orders", response_model=OrderList, responses=refusals(401, 422))
async def list_orders(
    request: Request,
    cursor: Annotated[str, Query(max_length=300, description="Empty: the first page")] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
) -> OrderList:
    """The orders of the customer who is signed in, newest first."""
    async with customer_at(request) as at:
        page = await orders_of_customer(
            at.session, at.customer.id, at.locale, cursor or None, limit
        )
        return order_list(page)


@router.post(
    "/orders/find",
    response_model=OrderAnswer,
    responses=refusals(404, *BODY),
    openapi_extra=body_of(FindOrder, {"number": "7KQ2M9XH4C", "reach": "13800138000"}),
)
async def find(request: Request) -> OrderAnswer:
    """An order by its number and the phone or e-mail that it was placed with.

    A mistyped number is told apart by its check sign; an unknown number and a wrong phone
    give the same answer.
    """
    await count(Limit.LOOKUP_IP, client_ip(request))
    asked = parsed(FindOrder, await read_json(request))
    async with visiting(request) as at:
        order = await find_order(at.session, at.shop, asked.number, asked.reach)
        return order_answer(await order_view(at.session, order, at.locale))


@router.get("/orders/{number}", response_model=OrderAnswer, responses=refusals(404, 422))
async def show_order(request: Request, number: str) -> OrderAnswer:
    """An order, for its customer or with its own `access_token`."""
    async with visiting(request) as at:
        order = await order_for_customer(at.session, number_of(number), at.customer_id, at.bearer)
        return order_answer(await order_view(at.session, order, at.locale))


@router.post(
    "/orders/{number}/cancel", response_model=OrderAnswer, responses=refusals(403, 404, 409, 422)
)
async def cancel_order(request: Request, number: str) -> OrderAnswer:
    """Cancel an order, while that is possible: money and stock go back."""
    async with visiting(request) as at:
        order = await order_for_customer(
            at.session, number_of(number), at.customer_id, at.bearer, lock=True
        )
        await cancelling.cancel(at.session, order, at.actor, "customer")
        await at.session.flush()
        return order_answer(await order_view(at.session, order, at.locale))


@router.post("/orders/{number}/again", response_model=AgainAnswer, responses=refusals(404))
async def order_once_more(request: Request, response: Response, number: str) -> AgainAnswer:
    """Put an order's lines into the cart, at today's prices."""
    await count(Limit.CHANGE_IP, client_ip(request))
    async with visiting(request) as at:
        order = await order_for_customer(at.session, number_of(number), at.customer_id, at.bearer)
        owner = owner_with_cookie(at, response)
        missing = await order_again(at.session, at.shop, owner, order)
        return AgainAnswer(cart=await shown_cart(at, owner), missing=list(missing))


async def _empty_cart(shop: ShopView, owner: CartOwner, key: str) -> None:
    """Empty the cart whose `order_key` this was; of any other key nothing follows."""
    try:
        place_key = UUID(key)
    except ValueError:
        return
    if owner.customer_id or owner.token:
        await ordering.empty(shop.id, owner, place_key)
