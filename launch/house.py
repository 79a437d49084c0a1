"""Where things are: the house's own folder, and what one start of it keeps in its data folder."""

import os
import stat
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
BUILD = HOUSE / ".build"


def open_data_folder(folder: Path) -> None:
    """Ours alone; root lets others pass through (not look), since the database is not root."""
    folder.mkdir(parents=True, exist_ok=True)
    mode = 0o711 if os.geteuid() == 0 else 0o700
    if stat.S_IMODE(folder.stat().st_mode) != mode and folder.stat().st_uid == os.geteuid():
        folder.chmod(mode)


def private_file(path: Path, text: str) -> Path:
    """Write a file that only we may read; it appears whole or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(text)
    return draft.replace(path)
