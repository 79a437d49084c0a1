"""The layers that every request passes before it reaches a route, a page or the live socket."""

from starlette.types import ASGIApp

from api.body_limit import BodyLimit
from api.cart_cookie import CartCookie
from api.first_html import FirstHtml
from api.headers import SecurityHeaders
from api.order_lane import OrderLane
from api.origin import SameOrigin
from api.requests import RequestFrame

LAYERS = (
    FirstHtml,
    CartCookie,
    OrderLane,
    BodyLimit,
    SecurityHeaders,
    SameOrigin,
    RequestFrame,
)


def in_front(app: ASGIApp) -> ASGIApp:
    """`app` behind them, the outermost last."""
    for layer in LAYERS:
        app = layer(app)
    return app
