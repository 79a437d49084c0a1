"""The file of an export: a piece at a time, for staff who may carry such things away."""

from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.guards import staff_at
from commerce.errors import NotFound
from commerce.operations.exchange.asking import exchange_by_id
from commerce.operations.exchange.exporting import RIGHTS, has_pieces, pieces
from commerce.operations.exchange.models import ExchangeKind, ExchangeState
from commerce.people.rights import Right, need

router = APIRouter(prefix="/media/exports", tags=["exports"], include_in_schema=False)


@router.get("/{exchange_id}")
async def load_down_export(request: Request, exchange_id: UUID) -> Response:
    """An export that is done, for a day."""
    async with staff_at(request, Right.PRODUCTS_VIEW) as at:
        export = await exchange_by_id(at.session, exchange_id)
        right = RIGHTS.get(ExchangeKind(export.kind))
        if right is None or export.state != ExchangeState.DONE:
            raise NotFound("export")
        need(at.staff.rights, right)
        if not await has_pieces(at.session, exchange_id):
            raise NotFound("export")
        shop_id, name = at.shop.id, export.filename
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
    }
    body = pieces(shop_id, exchange_id)
    return StreamingResponse(body, headers=headers, media_type="text/csv; charset=utf-8")
