"""The web server's process: granian around the app, each worker bound to its parent's life."""

import gc
import os
import signal
from collections.abc import Callable
from importlib import import_module
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from commerce.settings import settings
from launch.children import end_with
from launch.frontend import own_identity
from launch.house import HOUSE

STOP_SECONDS = 6
COLLECT_AFTER = (50_000, 20, 50)  # objects more than gone; collections of the young, of the old


class Application:
    """Loads the app: inside the only worker, or once before several are forked from us.

    Loading takes seconds of work. A worker that is forked from a process that has done it serves
    at once, also when it replaces one that died under load, and shares its memory with the others.
    """

    def __init__(self, *, before_fork: bool) -> None:
        self._parent = os.getpid()
        self._loaded = before_fork
        if before_fork:
            import_module("app")
            gc.collect()
            gc.freeze()  # a collection would touch, and so copy, each worker's share of it

    def __call__(self) -> Callable[..., Any]:
        end_with(self._parent, signal.SIGTERM)
        house = import_module("app")
        app = house.app
        if not hasattr(app, "api_transformer"):
            return app
        if self._loaded:
            own_identity(app)
        served = house.at_the_door(app())
        spare_the_collector()
        return served


def spare_the_collector() -> None:
    """What stands after the start stands for good: searching it for garbage again and again costs
    a fifth of an order's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def main() -> None:
    told = settings()
    os.chdir(HOUSE)  # Reflex looks for rxconfig.py and .web here
    server = Granian(
        "app:app",
        address=told.host,
        port=told.port,
        interface=Interfaces.ASGI,
        workers=told.workers,
        runtime_threads=1,
        runtime_blocking_threads=2,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=Application(before_fork=told.workers > 1), wrap_loader=False)


if __name__ == "__main__":
    main()
