"""What a backup says of itself: a small file beside the dump, written when all else is there."""

import hashlib
import secrets
import tomllib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from commerce.operations.backups.errors import DamagedBackup

DUMP, MANIFEST, KEY = "database.dump", "manifest.json", "secret.key"
HOUSE = Path(__file__).resolve().parents[3]
_PREFIX = "allhours-"


class TableRows(BaseModel):
    """How many rows a table had, and one number over what they hold."""

    model_config = ConfigDict(frozen=True)

    rows: int
    digest: str


class Manifest(BaseModel):
    """One backup. `key`: fingerprint of the key that sealed personal data in it, never the key."""

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = 1
    name: str = Field(pattern=r"^allhours-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}$")
    taken_at: AwareDatetime
    product: str
    server: str
    migration: str
    key: str
    size: int
    sha256: str
    tables: dict[str, TableRows]

    @property
    def rows(self) -> int:
        """All rows together."""
        return sum(table.rows for table in self.tables.values())

    def as_json(self) -> bytes:
        """As it is kept."""
        return self.model_dump_json(indent=1).encode()


def read_manifest(kept: bytes) -> Manifest:
    """Raises DamagedBackup."""
    try:
        return Manifest.model_validate_json(kept)
    except ValidationError as wrong:
        raise DamagedBackup(f"The manifest cannot be read: {wrong.errors()[0]['msg']}") from None


def new_name(taken_at: datetime) -> str:
    """Sorts by time; two of one second differ."""
    return f"{_PREFIX}{taken_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def sha256_of(file: Path) -> str:
    """Of a file of any size."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@cache
def product_version() -> str:
    """Of this release."""
    told = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    return str(told["project"]["version"])
