"""The web server's process: granian around the app, each worker bound to its parent's life."""

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
from launch.house import HOUSE

STOP_SECONDS = 6


class Application:
    """Loads the app inside a worker; granian's main process stays small."""

    def __init__(self) -> None:
        self._parent = os.getpid()

    def __call__(self) -> Callable[..., Any]:
        end_with(self._parent, signal.SIGTERM)
        app = import_module("app").app
        return app() if hasattr(app, "api_transformer") else app


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
    server.serve(target_loader=Application(), wrap_loader=False)


if __name__ == "__main__":
    main()
