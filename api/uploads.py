"""What staff upload for a variant: keys as a text, and the file that its buyers load down."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.bodies import BodyTooLarge, read_bytes
from api.guards import staff_at
from commerce.catalog import files
from commerce.errors import InvalidInput
from commerce.people.rights import Right
from commerce.stock.keys import LARGEST_TEXT, add_keys, key_count

router = APIRouter(prefix="/media/variants", tags=["uploads"], include_in_schema=False)


@router.post("/{variant_id}/keys")
async def upload_keys(request: Request, variant_id: UUID) -> Response:
    """Take in the keys of a text, one a line, for staff who count stock; no key is told back."""
    async with staff_at(request, Right.STOCK_EDIT):
        pass  # before a single byte is read
    content = await _body(request, LARGEST_TEXT, "keys", "text_size")
    async with staff_at(request, Right.STOCK_EDIT) as at:
        done = await add_keys(at.session, at.staff.actor, variant_id, _text(content))
        count = await key_count(at.session, variant_id)
    told = {"added": done.added, "known": done.known, "twice": done.twice, "blank": done.blank}
    return JSONResponse(told | {"free": count.free, "given": count.given}, 201)


@router.post("/{variant_id}/file/{name}")
async def upload_file(
    request: Request, variant_id: UUID, name: Annotated[str, Path(max_length=200)]
) -> Response:
    """Keep the body as the file of a variant, for staff who may edit products."""
    async with staff_at(request, Right.PRODUCTS_EDIT):
        pass
    content = await _body(request, files.LARGEST, "file", "file_size")
    async with staff_at(request, Right.PRODUCTS_EDIT) as at:
        kept = await files.put_file(at.session, variant_id, name, content)
    return JSONResponse({"name": kept.name, "size": kept.size}, 201)


async def _body(request: Request, most: int, field: str, code: str) -> bytes:
    try:
        return await read_bytes(request, most)
    except BodyTooLarge:
        raise InvalidInput.of(field, code, most=most // 1024 // 1024) from None


def _text(content: bytes) -> str:
    """A text file as editors write it, with or without their mark in front."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput.of("keys", "not_utf8") from None
