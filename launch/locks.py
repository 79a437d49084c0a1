"""A folder belongs to one process at a time."""

import fcntl
import os
from pathlib import Path

from launch.errors import AlreadyRunning


class FolderLock:
    """Held until closed or until this process ends, however it ends."""

    def __init__(self, file: Path, what: str) -> None:
        self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._descriptor, 20).decode(errors="replace").strip() or "unknown"
            os.close(self._descriptor)
            message = f"{what} is already in use by a running Allhours (process {holder})."
            raise AlreadyRunning(message) from None
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        os.close(self._descriptor)
