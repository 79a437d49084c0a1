"""Which user of the machine runs the database: PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launch.errors import CannotStart

ORDINARY_USERS = ("postgres", "nobody")
READ_ANYWHERE = "+dac_read_search"


@dataclass(frozen=True)
class Account:
    """The user that a command runs as; `None` ids mean: as we are."""

    uid: int | None = None
    gid: int | None = None

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def can_reach(self, path: Path) -> bool:
        """Whether each folder above the path lets this account through."""
        return self.uid is None or all(self._may_enter(folder) for folder in path.parents)

    def _may_enter(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)

    def command(
        self, arguments: Sequence[str], paths: Sequence[Path], death_signal: str = "keep"
    ) -> tuple[list[str], dict[str, Any]]:
        """The command line and the Popen arguments that run it as this account.

        Below a closed folder (root's home, say) the account keeps the right to pass
        through folders and nothing else of root's rights.
        """
        if self.uid is None or self.gid is None:
            return list(arguments), {}
        if all(self.can_reach(path) for path in paths):
            return list(arguments), {"user": self.uid, "group": self.gid, "extra_groups": []}
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            message = (
                f"The database may not run as root, and the user that it runs as cannot enter "
                f"{paths[0]}. Install setpriv (package util-linux), set ALLHOURS_DATA_DIR to a "
                f"folder that others may pass through, or start as an ordinary user."
            )
            raise CannotStart(message)
        drop = [setpriv, f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
        drop += [f"--inh-caps={READ_ANYWHERE}", f"--ambient-caps={READ_ANYWHERE}"]
        return [*drop, f"--pdeathsig={death_signal}", "--", *arguments], {}


def database_account(cluster: Path) -> Account:
    """Ourselves, or for root the cluster's owner, else the first ordinary user there is."""
    if os.geteuid() != 0:
        return Account()
    if cluster.exists() and cluster.stat().st_uid != 0:
        status = cluster.stat()
        return Account(status.st_uid, status.st_gid)
    for name in ORDINARY_USERS:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(user.pw_uid, user.pw_gid)
    raise CannotStart("The database may not run as root, and there is no user 'nobody'.")


def our_name() -> str:
    """The name of the user that we are, as the database will see it at its socket."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        message = (
            f"User id {os.geteuid()} has no name on this machine, which PostgreSQL needs. "
            f"Add the user to /etc/passwd or set DATABASE_URL."
        )
        raise CannotStart(message) from None
