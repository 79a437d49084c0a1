"""Watches over all that runs: what can be started again is, else its end ends the house; Ctrl-C ends
all in order.
"""

import signal
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType, TracebackType
from typing import NoReturn, Self

from launch.children import Child
from launch.errors import CannotStart
from launch.terminal import warn

WATCH_SECONDS = 0.25
READY_SECONDS = 90
MOST_RESTARTS = 5  # of one part within RESTART_SECONDS; after that something else is wrong
RESTART_SECONDS = 60


class Stopped(BaseException):
    """Somebody asked us to stop: Ctrl-C, a closed terminal, or the machine going down."""


class ChildEnded(CannotStart):
    """One of the processes that the house needs has ended by itself."""


@dataclass
class _Kept:
    """A child that the house needs, how to start it again, and when that was done lately."""

    child: Child
    again: Callable[[], Child] | None
    restarts: list[float] = field(default_factory=list[float])

    def may_restart(self) -> bool:
        now = time.monotonic()
        self.restarts = [at for at in self.restarts if now - at < RESTART_SECONDS]
        return self.again is not None and len(self.restarts) < MOST_RESTARTS

    def restart(self) -> None:
        assert self.again is not None  # noqa: S101
        self.restarts.append(time.monotonic())
        self.child = self.again()


class Supervisor:
    """Children in the order in which they started; stopped in the opposite order."""

    def __init__(self) -> None:
        self._kept: list[_Kept] = []
        self._passing: list[Child] = []

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, what: BaseException | None, at: TracebackType | None
    ) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # the stop itself is quick and must be whole
        self.stop()

    def stop(self) -> None:
        """Stop them all, the last started first."""
        for child in reversed([kept.child for kept in self._kept] + self._passing):
            child.stop()

    def keep(self, child: Child, *, again: Callable[[], Child] | None = None) -> Child:
        """A child that the house needs; one that dies is started by `again`, where there is that."""
        self._kept.append(_Kept(child, again))
        return child

    def keep_until_done(self, child: Child) -> None:
        """A child that may end by itself, but must not outlive us."""
        self._passing.append(child)

    def check(self) -> None:
        """Start again what has ended; raise ChildEnded where that cannot be or does not help."""
        for kept in self._kept:
            if not kept.child.ended:
                continue
            code = kept.child.process.returncode
            ended = f"The {kept.child.name} has ended by itself (exit code {code})"
            if not kept.may_restart():
                raise ChildEnded(f"{ended}; everything else is stopped with it.")
            warn(f"{ended}; starting it again.")
            kept.restart()

    def watch(self) -> NoReturn:
        while True:
            self.check()
            time.sleep(WATCH_SECONDS)

    def wait_until_ready(self, address: tuple[str, int], path: str) -> None:
        """Until the web server answers 200 there."""
        deadline = time.monotonic() + READY_SECONDS
        answer = ""
        while time.monotonic() < deadline:
            self.check()
            answer = answer_of(address, path)
            if answer.split(" ")[1:2] == ["200"]:
                return
            time.sleep(0.1)
        raise CannotStart(
            f"The web server does not become ready: {path} answers '{answer or 'nothing'}'"
        )


def answer_of(address: tuple[str, int], path: str) -> str:
    """The status line of a GET, or nothing. A socket, since an HTTP library costs megabytes."""
    try:
        with socket.create_connection(address, timeout=5) as connection:
            connection.sendall(f"GET {path} HTTP/1.0\r\nHost: {address[0]}\r\n\r\n".encode())
            return connection.recv(200).decode(errors="replace").partition("\r\n")[0]
    except OSError:
        return ""


def refuse_taken_ports(host: str, ports: Sequence[int], variable: str) -> None:
    """Say now, in words, what the web server would say later in a traceback."""
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as cause:
                raise CannotStart(
                    f"Port {port} on {host} cannot be used ({cause.strerror}). "
                    f"Choose another one: {variable}={port + 1000} make run"
                ) from None


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Stopped
