"""The web server's process: uvicorn around the app, in this process or in several that it watches."""

import gc
import logging
import os
import socket
from importlib import import_module

from uvicorn import Config, Server

from commerce.settings import Settings, settings
from launch.collecting import spare_the_collector
from launch.frontend import own_identity
from launch.house import HOUSE
from launch.workers import Workers

STOP_SECONDS = 6
WAITING = 2_048  # connections that nobody took up yet
IDLE_SECONDS = 75  # longer than the proxies in front of us keep theirs
LARGEST_FRAME = 1_000_000  # of the live socket, in bytes: what engine.io takes at most
SHARED = ("app", "rjieba", "pypinyin")  # a lone worker loads the dictionaries when first asked


def main() -> None:
    told = settings()
    os.chdir(HOUSE)  # Reflex looks for rxconfig.py and .web here
    if told.workers == 1:
        _serve(told)
        return
    # Loading takes seconds of work. A worker that is forked from a process that has done it serves
    # at once, also when it replaces one that died under load, and shares its memory with the others.
    for name in SHARED:
        import_module(name)
    gc.collect()
    gc.freeze()  # a collection would touch, and so copy, each worker's share of it
    Workers(told.workers, lambda: _serve(told, forked=True), STOP_SECONDS + 1).run()


def _serve(told: Settings, *, forked: bool = False) -> None:
    app = import_module("app").app
    if forked:
        own_identity(app)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = Config(
        app(),
        interface="asgi3",
        http=import_module("api.door").Door,
        ws="websockets-sansio",
        ws_max_size=LARGEST_FRAME,
        ws_ping_interval=None,  # engine.io asks by itself whether somebody is there
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,  # api.guards knows how many to trust
        server_header=False,
        backlog=WAITING,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    spare_the_collector()
    Server(config).run(sockets=[_socket(told, shared=forked)])


def _socket(told: Settings, *, shared: bool) -> socket.socket:
    """Bound, not yet listening; a shared one has the kernel deal out connections to the workers."""
    family = socket.AF_INET6 if ":" in told.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind((told.host, told.port))
    return bound


if __name__ == "__main__":
    main()
