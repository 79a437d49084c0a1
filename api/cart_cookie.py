"""The guest's cart cookie comes with the first page, so that the live socket has it at once."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.asgi import header
from commerce.ids import new_token
from commerce.settings import settings
from ui.cookies import CART, cookie

YEAR = 365 * 24 * 3600


class CartCookie:
    """Gives every browser that opens a page a random cart token."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the cookie to the first page that is answered."""
        if not _opens_page(scope) or cookie(header(scope, b"cookie"), CART):
            await self.app(scope, receive, send)
            return

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [h for h in message["headers"] if h[0].lower() != b"cache-control"]
                headers += [
                    (b"set-cookie", _new_cookie()),
                    (b"cache-control", b"private, no-cache"),
                ]
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, with_cookie)


def _opens_page(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and "text/html" in header(scope, b"accept")
        and "." not in scope["path"].rpartition("/")[2]
        and not scope["path"].startswith(("/api/", "/_", "/health", "/metrics"))
    )


def _new_cookie() -> bytes:
    secure = "; Secure" if settings().secure_cookies else ""
    return f"{CART}={new_token()}; Max-Age={YEAR}; Path=/; HttpOnly; SameSite=Lax{secure}".encode()
