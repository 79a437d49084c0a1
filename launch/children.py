"""Child processes that never outlive their supervisor."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1

# Loaded before any fork: a child between fork and exec must not import or open libraries.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(death_signal: int) -> Callable[[], None]:
    """What a child runs before exec, so that the kernel ends it when its parent is gone."""
    parent = os.getpid()

    def before_exec() -> None:
        if _libc is None:
            return
        _libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:  # the parent died before prctl could take effect
            os._exit(1)

    return before_exec


@dataclass
class Child:
    """One running process, the signal that asks it to stop, and how long it may take."""

    name: str
    process: subprocess.Popen[bytes]
    stop_signal: int = signal.SIGTERM
    grace_seconds: float = 8
    last_signal: int = field(default=signal.SIGKILL)

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def stop(self) -> None:
        """Ask, wait, and when that does not help, kill."""
        for wanted, seconds in ((self.stop_signal, self.grace_seconds), (self.last_signal, 5)):
            if self.ended:
                return
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(wanted)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
        if not self.ended:
            self.process.kill()
            self.process.wait()


def start(
    name: str,
    arguments: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
    stop_signal: int = signal.SIGTERM,
    **more: Any,
) -> Child:
    """Start a child in a session of its own: Ctrl-C reaches it through us, once and in order."""
    process = subprocess.Popen[bytes](
        [os.fspath(part) for part in arguments],
        env=None if environment is None else dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        preexec_fn=die_with_parent(stop_signal),
        **more,
    )
    return Child(name, process, stop_signal)
