"""What the twins refuse, and how a refusal reads on the wire."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class Refusal(Exception):
    """An answer other than 2xx: a stable code, the field at fault if any, a sentence."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        self.status = status
        self.code = code
        self.field = field
        self.message = message
        super().__init__(message)


async def answer_refusal(_request: Request, refusal: Exception) -> Response:
    """Write a Refusal as JSON."""
    assert isinstance(refusal, Refusal)  # noqa: S101 - registered for Refusal alone
    error = {"code": refusal.code, "field": refusal.field, "message": refusal.message}
    return JSONResponse({"error": error}, status_code=refusal.status)
