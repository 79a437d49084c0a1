"""A browser at a State's socket, without the socket."""

from typing import TypeVar, cast

import reflex as rx
from reflex.istate.data import RouterData

S = TypeVar("S", bound=rx.State)


def at_socket(state: type[S], *, host: str, path: str = "/", **cookies: str) -> S:
    """The state as Reflex would hand it to a handler, for a browser with those cookies."""
    root = rx.State()
    made = cast("S", root.get_substate(state.get_full_name().split(".")))
    root.router = RouterData.from_router_data(
        {
            "pathname": path,
            "asPath": path,
            "ip": "203.0.113.9",
            "headers": {
                "host": host,
                "origin": f"http://{host}",
                "cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            },
        }
    )
    return made
