"""No request may send more than it could mean."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.asgi import header, refuse

MOST = 1024 * 1024
MOST_UPLOAD = 12 * 1024 * 1024
MOST_FILE = 21 * 1024 * 1024  # what buyers load down; its route itself counts to 20


class BodyLimit:
    """413 to a body that is too long, whether it says so or not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the bytes as they come."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = _most(scope["path"])
        declared = header(scope, b"content-length")
        if declared.isdecimal() and int(declared) > most:
            await refuse(scope, send, 413, "body_too_large")
            return
        await _Counted(self.app, most).run(scope, receive, send)


def _most(path: str) -> int:
    if path.startswith("/media/variants"):
        return MOST_FILE
    return MOST_UPLOAD if path.startswith("/media") else MOST


class _TooLong(HTTPException):
    """The body went past the limit while it was read: the app that reads it answers 413."""

    def __init__(self) -> None:
        super().__init__(413)


class _Counted:
    """One request whose length is not known beforehand."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.left = most
        self.answered = False
        self.more = False

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = header(scope, b"content-length")
        self.more = length not in ("", "0") or bool(header(scope, b"transfer-encoding"))

        async def heard() -> Message:
            message = await receive()
            self.left -= len(message.get("body", b""))
            self.more = self.more and bool(message.get("more_body"))
            return message

        async def counted() -> Message:
            message = await heard()
            if self.left < 0:
                raise _TooLong
            return message

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.answered = True
                # Who refuses without reading all of it hears the rest first: else the server
                # hangs up on a client that is still sending, and the refusal is lost.
                while self.more and self.left >= 0:
                    await heard()
            await send(message)

        try:
            await self.app(scope, counted, watched)
        except _TooLong:
            if not self.answered:
                await refuse(scope, send, 413, "body_too_large")
