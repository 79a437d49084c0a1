"""Files of products: a template, a file to be tried, and the report of what was found in it."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from api.bodies import BodyTooLarge, read_bytes
from api.guards import staff_at
from api.languages import Locale
from api.wording import message
from commerce.db.session import transaction
from commerce.errors import InvalidInput, NotFound, Problem
from commerce.operations.exchange.asking import ask_for_dry_run, exchange_by_id, findings_of
from commerce.operations.exchange.models import ExchangeFinding, ExchangeKind
from commerce.operations.exchange.product_columns import template
from commerce.operations.exchange.tables import LARGEST, MARK, written
from commerce.people.rights import Right, need

router = APIRouter(prefix="/media/imports", tags=["imports"], include_in_schema=False)

_PAGE = 500
_HEAD = ("row", "column", "what", "before", "after", "problem")


@router.get("/template")
async def load_down_template(request: Request) -> Response:
    """A file to begin with, for staff who see products."""
    async with staff_at(request, Right.PRODUCTS_VIEW):
        return Response(template(), headers=_as_file("products.csv"), media_type="text/csv")


@router.post("/{name}")
async def upload_products(request: Request, name: Annotated[str, Path(max_length=200)]) -> Response:
    """Keep a CSV file and begin its dry run, for staff who may edit products and count stock."""
    async with staff_at(request, Right.PRODUCTS_EDIT) as at:
        need(at.staff.rights, Right.STOCK_EDIT)  # before a single byte is read
    try:
        content = await read_bytes(request, LARGEST)
    except BodyTooLarge:
        raise InvalidInput.of("file", "text_size", most=LARGEST // 1024 // 1024) from None
    async with staff_at(request, Right.PRODUCTS_EDIT) as at:
        need(at.staff.rights, Right.STOCK_EDIT)
        kept = await ask_for_dry_run(at.session, at.staff.actor, name, content)
    return JSONResponse({"id": str(kept.id), "name": kept.filename, "rows": kept.rows_total}, 201)


@router.get("/{exchange_id}/report")
async def load_down_report(request: Request, exchange_id: UUID) -> Response:
    """What an import does or did, cell by cell, for staff who may import."""
    async with staff_at(request, Right.PRODUCTS_EDIT) as at:
        run = await exchange_by_id(at.session, exchange_id)
        if run.kind != ExchangeKind.IMPORT:
            raise NotFound("exchange")
        body = _report(at.shop.id, exchange_id, at.locale)
    return StreamingResponse(body, headers=_as_file("report.csv"), media_type="text/csv")


async def _report(shop_id: UUID, exchange_id: UUID, locale: Locale) -> AsyncIterator[bytes]:
    """A page a transaction: nobody's memory holds all of it."""
    yield MARK + written([_HEAD])
    after: tuple[int, UUID] | None = None
    while True:
        async with transaction(shop_id) as session:
            rows = await findings_of(session, exchange_id, after=after, most=_PAGE)
        if not rows:
            return
        yield written([_row(row, locale) for row in rows])
        after = (rows[-1].line, rows[-1].id)


def _row(row: ExchangeFinding, locale: Locale) -> tuple[object, ...]:
    problem = Problem(row.field, row.code, tuple(row.facts.items()))
    said = message(problem, locale) if row.code else ""
    return (row.line, row.field, row.kind, row.before, row.after, said)


def _as_file(name: str) -> dict[str, str]:
    return {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
    }
