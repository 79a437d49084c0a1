"""The API's own description: OpenAPI 3.1, made once from the routes."""

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse

from api.documenting import body_schemas

router = APIRouter(include_in_schema=False)
VERSION = "1.0.0"

ABOUT = """\
Everything that a customer can do in the shop.

**Who asks.** A signed-in customer sends the session's cookie, or its token as
`Authorization: Bearer`. An order's `access_token` is a Bearer too, good for that order alone.

**Language.** Names and messages come in the request's `Accept-Language`: `en` or `zh`.

**Money** is whole minor units of a currency: `{"minor": 12900, "currency": "CNY"}` is 129.00 yuan.

**Refusals** are problem details (RFC 9457) of media type `application/problem+json`; their `type`
is a stable code. On 429 and 503 wait for `Retry-After` seconds.

**Orders** carry an `Idempotency-Key` of your own: send the same key and body again whenever you
do not know whether an order was placed; you get the same order. The same key with another body is
refused.
"""
TAGS = [
    {"name": "Catalogue", "description": "What is sold"},
    {"name": "Cart", "description": "What a customer means to buy"},
    {"name": "Wish list", "description": "What a customer would like to have one day"},
    {"name": "Ordering", "description": "Quotes and orders"},
    {"name": "Paying", "description": "Attempts to pay, and what providers call back"},
    {"name": "Reviews", "description": "What buyers say of what they received"},
    {"name": "Customers", "description": "Accounts, sessions and addresses"},
    {"name": "Operation", "description": "For those who run the shop"},
]


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of `app`; the same object each time."""
    if not app.openapi_schema:
        made = get_openapi(
            title=app.title,
            version=VERSION,
            summary="A shop that is open day and night",
            description=ABOUT,
            tags=TAGS,
            routes=app.routes,
        )
        components = made.setdefault("components", {})
        schemas = components.setdefault("schemas", {})
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        schemas.update(body_schemas())
        components["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "allhours_customer"},
        }
        made["security"] = [{}, {"bearer": []}, {"cookie": []}]
        app.openapi_schema = made
    return app.openapi_schema


@router.get("/api/openapi.json")
async def show_openapi(request: Request) -> JSONResponse:
    """The document."""
    return JSONResponse(document(request.app), headers={"cache-control": "public, max-age=300"})
