"""Only our own pages may change something with a visitor's cookies, or open the live socket."""

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from api.asgi import UNSAFE, header, refuse
from ui.cookies import CUSTOMER, STAFF, cookie

# Signed by the provider itself; a browser's cookies mean nothing there.
CALLBACKS = (
    "/api/v1/payments/",
    "/api/v1/messages/",
    "/api/v1/carriers/",
    "/api/v1/campaigns/",
)


class SameOrigin:
    """Refuses unsafe requests and sockets that another site's page made."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is ours; 403 to the rest, before anything is read."""
        if _matters(scope) and not is_ours(scope):
            if scope["type"] == "websocket":
                await receive()  # the handshake has to be asked for before it is refused
                await send({"type": "websocket.close", "code": 1008})
            else:
                await refuse(scope, send, 403, "cross_site")
            return
        await self.app(scope, receive, send)


def is_ours(scope: Scope) -> bool:
    """Whether Origin and Sec-Fetch-Site say that our own page asked, or a machine without cookies."""
    site = header(scope, b"sec-fetch-site")
    if site and site != "same-origin" and scope["type"] == "http":
        return False
    origin = header(scope, b"origin")
    if origin:
        host = header(scope, b"host").lower()
        return bool(host) and urlsplit(origin).netloc.lower() == host
    if site:
        return site == "same-origin"
    cookies = header(scope, b"cookie")
    return cookie(cookies, CUSTOMER) is None and cookie(cookies, STAFF) is None


def _matters(scope: Scope) -> bool:
    if scope["type"] == "websocket":
        return True
    return (
        scope["type"] == "http"
        and scope["method"] in UNSAFE
        and not scope["path"].startswith(CALLBACKS)
    )
