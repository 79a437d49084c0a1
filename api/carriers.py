"""What parcel carriers call back: where a parcel is, believed only if it is signed."""

import structlog
from fastapi import APIRouter, Request, Response

from api.bodies import read_bytes
from api.documenting import PREFIX, refusals
from commerce.carriers import NoticeRefused
from commerce.carriers.registry import carrier
from commerce.orders import tracking

router = APIRouter(prefix=PREFIX, tags=["Operation"])
log = structlog.get_logger()


@router.post(
    "/carriers/{name}/notify",
    status_code=204,
    response_class=Response,
    responses=refusals(400, 404, 413),
)
async def take_notice(request: Request, name: str) -> Response:
    """What a carrier calls when a parcel moved."""
    at = carrier(name)
    body = await read_bytes(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        outcome = await tracking.apply(at.name, at.read_notice(headers, body))
    except NoticeRefused as refused:
        log.warning("carriers.notice_refused", carrier=at.name, why=refused.reason)
        raise
    log.info("carriers.notice", carrier=at.name, outcome=outcome)
    return Response(status_code=204)
