"""Which migrations this release knows, and bringing a restored database up to its newest."""

import sys
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from commerce.operations.backups.manifest import HOUSE
from commerce.operations.backups.programs import run


def is_known(revision: str) -> bool:
    """Whether this release has that migration; a newer one's backup cannot be used here."""
    config = Config()
    config.set_main_option("script_location", str(Path(HOUSE) / "alembic"))
    try:
        ScriptDirectory.from_config(config).get_revision(revision)
    except CommandError:
        return False
    return True


def upgrade(url: str) -> None:
    """Raises ProgramFailed."""
    run([sys.executable, "-m", "alembic", "upgrade", "head"], {"DATABASE_URL": url}, HOUSE)
