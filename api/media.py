"""Pictures over HTTP: served by id for ever, uploaded by staff and written anew."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.bodies import BodyTooLarge, read_bytes
from api.guards import staff_at, visiting
from commerce.catalog.pictures import (
    BYTE_LIMIT,
    encode_picture,
    picture_content,
    store_picture,
)
from commerce.errors import InvalidInput
from commerce.people.rights import Right

router = APIRouter(prefix="/media", tags=["pictures"], include_in_schema=False)

_HEADERS = {
    "cache-control": "public, max-age=31536000, immutable",  # an id never gets other pixels
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
}


@router.api_route("/{picture_id}.webp", methods=["GET", "HEAD"])
async def show(
    request: Request,
    picture_id: UUID,
    size: Annotated[Literal["large", "small"], Query()] = "large",
) -> Response:
    """One of this shop's pictures."""
    headers = _HEADERS | {"etag": f'"{picture_id.hex}-{size}"'}
    async with visiting(request) as at:
        content = await picture_content(at.session, picture_id, size)
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="image/webp", headers=headers)


@router.post("")
async def upload(request: Request) -> Response:
    """Keep the picture that is the body, for staff who may edit products."""
    async with staff_at(request, Right.PRODUCTS_EDIT):
        pass  # before a single byte is read; no transaction is held while the picture is drawn
    try:
        content = await read_bytes(request, BYTE_LIMIT)
    except BodyTooLarge:
        raise InvalidInput.of("picture", "too_many_bytes", most=BYTE_LIMIT) from None
    picture = await encode_picture(content)
    async with staff_at(request, Right.PRODUCTS_EDIT) as at:
        picture_id = await store_picture(at.session, picture)
    answer = {"id": str(picture_id), "width": picture.width, "height": picture.height}
    return JSONResponse(answer, 201, {"location": f"/media/{picture_id}.webp"})
