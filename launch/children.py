"""Child processes that never outlive their supervisor."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1

# Loaded before any fork: a child between fork and exec must not import or open libraries.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with(parent: int, death_signal: int) -> None:
    """Have the kernel send us that signal when our parent is gone (on Linux)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:  # it died before prctl could take effect
            os._exit(1)


def die_with_parent(death_signal: int, nice: int = 0) -> Callable[[], None]:
    """What a child runs between fork and exec."""
    return partial(_before_exec, os.getpid(), death_signal, nice)


def _before_exec(parent: int, death_signal: int, nice: int) -> None:
    end_with(parent, death_signal)
    if nice:
        os.nice(nice)
        # Linux shares the processor out between sessions first, and a niceness counts only within
        # one: ours, which is new, has to stand back as a whole.
        with contextlib.suppress(OSError), open("/proc/self/autogroup", "wb", 0) as session:  # noqa: PTH123
            session.write(str(nice).encode())


@dataclass
class Child:
    """One running process, the signal that asks it to stop, and how long it may take."""

    name: str
    process: subprocess.Popen[bytes]
    stop_signal: int = signal.SIGTERM
    grace_seconds: float = 8
    last_signal: int = signal.SIGKILL
    whole_group: bool = False

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def stop(self) -> None:
        """Ask, wait, and when that does not help, kill."""
        for wanted, seconds in ((self.stop_signal, self.grace_seconds), (self.last_signal, 5)):
            if self.ended:
                return
            self._send(wanted)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
        if not self.ended:
            self._send(signal.SIGKILL)
            self.process.wait()

    def _send(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            if self.whole_group:  # start_new_session made it the leader of a group of its own
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)


def start(
    name: str,
    arguments: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
    stop_signal: int = signal.SIGTERM,
    nice: int = 0,
    **more: Any,
) -> Child:
    """Start a child in a session of its own: Ctrl-C reaches it through us, once and in order.

    The higher `nice`, the further back it stands where the machine is busy.
    """
    process = subprocess.Popen[bytes](
        [os.fspath(part) for part in arguments],
        env=None if environment is None else dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        preexec_fn=die_with_parent(stop_signal, nice),
        **more,
    )
    return Child(name, process, stop_signal)
