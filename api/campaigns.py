"""What advertising platforms call back: how far a campaign is, believed only if it is signed."""

import structlog
from fastapi import APIRouter, Request, Response

from api.bodies import read_bytes
from api.documenting import PREFIX, refusals
from commerce.campaigns import registry
from commerce.campaigns.platforms import NoticeRefused
from commerce.orders import campaigning

router = APIRouter(prefix=PREFIX, tags=["Operation"])
log = structlog.get_logger()


@router.post(
    "/campaigns/{provider}/notify",
    status_code=204,
    response_class=Response,
    responses=refusals(400, 404, 413),
)
async def take_campaign_notice(request: Request, provider: str) -> Response:
    """What an advertising platform calls: repeats, late and old ones change nothing."""
    platform = registry.platform(provider)
    body = await read_bytes(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        report = platform.read_notice(headers, body)
    except NoticeRefused as refused:
        log.warning("campaigns.notice_refused", provider=provider, why=refused.reason)
        raise
    outcome = await campaigning.apply_report(report, provider)
    log.info("campaigns.notice", provider=provider, outcome=outcome, about=report.reference)
    return Response(status_code=204)
