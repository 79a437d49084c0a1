"""A bank's statement that staff send in: each line is taken once, in a transaction of its own."""

from collections import Counter

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.bodies import BodyTooLarge, read_bytes
from api.guards import staff_at
from commerce.errors import InvalidInput
from commerce.orders.transfers import LineOutcome, take_line
from commerce.payments.statements import LARGEST, read_statement
from commerce.people.rights import Right

router = APIRouter(prefix="/media/transfers", tags=["uploads"], include_in_schema=False)


@router.post("/statement")
async def upload_statement(request: Request) -> Response:
    """Match the lines of a CSV to orders, for staff who handle money."""
    async with staff_at(request, Right.ORDERS_REFUND) as at:
        currency = at.shop.currency  # before a single byte is read
    lines = read_statement(await _text(request), currency)
    outcomes: Counter[LineOutcome | None] = Counter()
    for line in lines:
        async with staff_at(request, Right.ORDERS_REFUND) as at:
            outcomes[await take_line(at.session, line)] += 1
    matched, known = outcomes[LineOutcome.MATCHED], outcomes[None]
    told = {"matched": matched, "known": known, "listed": len(lines) - matched - known}
    return JSONResponse(told, 201)


async def _text(request: Request) -> str:
    try:
        content = await read_bytes(request, LARGEST)
    except BodyTooLarge:
        most = LARGEST // 1024 // 1024
        raise InvalidInput.of("statement", "text_size", most=most) from None
    for encoding in ("utf-8-sig", "gb18030"):  # the latter is what banks in China write
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidInput.of("statement", "not_utf8")
