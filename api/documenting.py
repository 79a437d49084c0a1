"""What every route tells its documentation: the shape of its body and of its refusals."""

from typing import Any

from pydantic import BaseModel

from api.shapes import ProblemDetails

PREFIX = "/api/v1"
_REASONS = {
    400: "callback_refused: not from our provider",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    409: "A conflict with what stands: see `type`",
    413: "body_too_large",
    415: "not_json",
    422: "invalid: `errors` tells field by field",
    429: "too_many: see Retry-After",
    503: "busy, ordering_paused or provider_down: see Retry-After",
}
BODY = (413, 415, 422)

_bodies: dict[str, type[BaseModel]] = {}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may refuse with these statuses; any may with 422 and 429."""
    return {
        status: {
            "description": _REASONS[status],
            "content": {
                "application/problem+json": {
                    "schema": {"$ref": f"#/components/schemas/{ProblemDetails.__name__}"}
                }
            },
        }
        for status in sorted({*statuses, 422, 429})
    }


def body_of(model: type[BaseModel], example: dict[str, Any] | None = None) -> dict[str, Any]:
    """The `openapi_extra` of a route that parses its JSON body itself, as `model`."""
    _bodies[model.__name__] = model
    media: dict[str, Any] = {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}
    if example:
        media["example"] = example
    return {"requestBody": {"required": True, "content": {"application/json": media}}}


def body_schemas() -> dict[str, Any]:
    """The schemas of all bodies and of the problem details, for the document's components."""
    schemas: dict[str, Any] = {}
    for model in (*_bodies.values(), ProblemDetails):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schema.pop("$defs", {}))
        schemas[model.__name__] = schema
    return schemas
