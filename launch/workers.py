"""Several processes that do the same, forked from one that has loaded all they need."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from types import FrameType

from launch.children import end_with

STARTED_SECONDS = 2.0  # who lives as long has started
MOST_FAILED = 10  # starts one after another; then it is no accident


class Workers:
    """Keeps `count` of them running until we are told to stop."""

    def __init__(self, count: int, work: Callable[[], None], stop_seconds: int) -> None:
        self._count = count
        self._work = work
        self._stop_seconds = stop_seconds
        self._started: dict[int, float] = {}
        self._stopping = False
        self._failed = 0

    def run(self) -> None:
        """Start them, and replace each that ends; after SIGTERM or SIGINT return when all have.

        Exits with 1 when they end as soon as they begin.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGALRM, self._kill)
        for _ in range(self._count):
            self._start()
        while self._started:
            pid, _ = os.wait()
            began = self._started.pop(pid, 0.0)
            if not self._stopping:
                self._replace(time.monotonic() - began)
        signal.alarm(0)
        if not self._stopping:
            sys.exit(1)

    def _replace(self, lived: float) -> None:
        self._failed = 0 if lived > STARTED_SECONDS else self._failed + 1
        if self._failed < MOST_FAILED:
            self._start()

    def _start(self) -> None:
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self._started[pid] = time.monotonic()
            return
        status = 1
        try:
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
                signal.signal(number, signal.SIG_DFL)
            end_with(parent, signal.SIGTERM)
            self._work()
            status = 0
        except BaseException:  # noqa: BLE001  said here: nobody else hears it
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        for pid in self._started:
            os.kill(pid, signal.SIGTERM)
        signal.alarm(self._stop_seconds)

    def _kill(self, _number: int, _frame: FrameType | None) -> None:
        for pid in self._started:
            os.kill(pid, signal.SIGKILL)
