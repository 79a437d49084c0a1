"""The short way for `POST /api/v1/orders`: past the framework, to the same function.

At the peak the framework's own work for a request would cost more than the order: its routing, the
solving of dependencies and the checking of an answer that is ours. What is not plain goes the long
way, and the document describes that one; there is one handler for both.
"""

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from api import orders, problems
from api.asgi import header
from api.documenting import PREFIX
from commerce.errors import CommerceError

PATH = f"{PREFIX}/orders"
REFUSAL = "allhours.refusal"  # why the peak's lane could not place it, to be told from here
ROUTE = next(
    route
    for route in orders.router.routes
    if isinstance(route, Route) and route.path == PATH and "POST" in (route.methods or ())
)


class OrderLane:
    """Answers orders that come with a key, and passes on everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Place the order, or tell why not as the long way would."""
        key = header(scope, b"idempotency-key") if is_order(scope) else ""
        if not key:
            await self.app(scope, receive, send)
            return
        scope["route"] = ROUTE  # under which it is counted
        request = Request(scope, receive)
        try:
            if (refusal := scope.get(REFUSAL)) is not None:
                raise refusal
            answer = await orders.post_order(request, key)
        except CommerceError as refusal:
            answer = await problems.refused(request, refusal)
        except (OperationalError, PoolExhausted) as lost:
            answer = await problems.away(request, lost)
        await answer(scope, receive, send)


def is_order(scope: Scope) -> bool:
    """Whether somebody asks for an order to be placed."""
    return scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "POST"
