"""What message carriers call back: delivery receipts, believed only if they are signed."""

import structlog
from fastapi import APIRouter, Request, Response

from api.bodies import read_bytes
from api.documenting import PREFIX, refusals
from commerce.errors import NotFound
from commerce.messages.channels import ReceiptRefused
from commerce.messages.channels.sms import SmsChannel
from commerce.messages.outlets import outlets
from commerce.messages.receipts import apply_receipt

router = APIRouter(prefix=PREFIX, tags=["Operation"])
log = structlog.get_logger()


@router.post(
    "/messages/sms/receipt",
    status_code=204,
    response_class=Response,
    responses=refusals(400, 404, 413),
)
async def take_sms_receipt(request: Request) -> Response:
    """What the SMS carrier calls when a text arrived, or did not."""
    channel = outlets().get("sms")
    if not isinstance(channel, SmsChannel):
        raise NotFound("channel")
    body = await read_bytes(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        outcome = await apply_receipt(channel.read_receipt(headers, body), channel.name)
    except ReceiptRefused as refused:
        log.warning("messages.receipt_refused", why=refused.reason)
        raise
    log.info("messages.receipt", outcome=outcome)
    return Response(status_code=204)
