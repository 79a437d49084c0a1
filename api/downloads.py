"""Files that were bought: for the order's customer, and who holds its token."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response

from api.documenting import PREFIX, refusals
from api.guards import visiting
from commerce.catalog import files
from commerce.catalog.kinds import kind_of
from commerce.errors import NotFound
from commerce.orders.access import lines_by_number, order_for_customer
from commerce.orders.finding import number_of

router = APIRouter(prefix=PREFIX, tags=["Ordering"])


@router.get(
    "/orders/{number}/files/{n}",
    response_class=Response,
    responses=refusals(404),
)
async def load_down(
    request: Request,
    number: str,
    n: Annotated[int, Path(ge=1, le=1_000)],
    key: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """The file of a line that was paid and handed over; `key` is the order's access token."""
    async with visiting(request) as at:
        token = at.bearer or key
        order = await order_for_customer(at.session, number_of(number), at.customer_id, token)
        line = (await lines_by_number(at.session, order)).get(n)
        if line is None or not line.fulfilled or not kind_of(line.kind).has_file:
            raise NotFound("file")
        file = await files.download(at.session, line.variant_id)
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        "cache-control": "private, no-store",
        "content-security-policy": "default-src 'none'",
        "x-content-type-options": "nosniff",
    }
    return Response(file.content, media_type=file.media_type, headers=headers)
