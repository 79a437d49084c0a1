"""Files that buyers load down: one a variant, kept as it was uploaded."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from commerce import clock
from commerce.catalog.kinds import kind_of
from commerce.catalog.models import Product, Variant, VariantFile
from commerce.db.session import Session
from commerce.errors import InvalidInput, NotFound

LARGEST = 20 * 1024 * 1024
_ODD = re.compile(r"[^\w.() -]+")
_SIGNATURES = {  # how such a file begins; of plain text nothing can be told
    "epub": (b"PK",),
    "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    "pdf": (b"%PDF-",),
    "webp": (b"RIFF",),
    "zip": (b"PK",),
}
TYPES = {
    "csv": "text/csv",
    "epub": "application/epub+zip",
    "mp3": "audio/mpeg",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "webp": "image/webp",
    "zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What a variant's file is, without its content."""

    name: str
    size: int
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class Download:
    """A file as its buyer gets it."""

    name: str
    media_type: str
    content: bytes


async def put_file(session: Session, variant_id: UUID, name: str, content: bytes) -> VariantFile:
    """Keep a variant's file in place of the one before. Raises NotFound, InvalidInput.

    Its type is read from its name; a browser is never asked to open it as a page.
    """
    found = await session.exec(
        select(Product.kind)
        .join(Variant, col(Variant.product_id) == col(Product.id))
        .where(Variant.id == variant_id)
    )
    kind = found.one_or_none()
    if kind is None:
        raise NotFound("variant")
    if not kind_of(kind).has_file:
        raise InvalidInput.of("file", "kind_without_file")
    media_type = _checked_type(name, content)
    values: dict[str, Any] = {
        "name": _ODD.sub("_", name)[-100:],
        "media_type": media_type,
        "size": len(content),
        "content": content,
        "uploaded_at": clock.now(),
    }
    await session.run(
        insert(VariantFile)
        .values(shop_id=session.shop_id, variant_id=variant_id, **values)
        .on_conflict_do_update(index_elements=["variant_id"], set_=values)
    )
    return VariantFile(variant_id=variant_id, **values)


def _checked_type(name: str, content: bytes) -> str:
    ending = name.rpartition(".")[2].lower()
    if ending not in TYPES:
        raise InvalidInput.of("file", "file_type", types=", ".join(sorted(TYPES)))
    if not 0 < len(content) <= LARGEST:
        raise InvalidInput.of("file", "file_size", most=LARGEST // 1024 // 1024)
    if ending in _SIGNATURES and not content.startswith(_SIGNATURES[ending]):
        raise InvalidInput.of("file", "file_not_its_type", ending=ending)
    return TYPES[ending]


async def kept_files(session: Session, variant_ids: Iterable[UUID]) -> dict[UUID, KeptFile]:
    """The files that these variants have."""
    columns = (VariantFile.variant_id, VariantFile.name, VariantFile.size, VariantFile.uploaded_at)
    rows = await session.rows(
        select(*columns).where(col(VariantFile.variant_id).in_(set(variant_ids)))
    )
    return {row[0]: KeptFile(row[1], row[2], row[3]) for row in rows}


async def file_names(session: Session, variant_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of the files that these variants have."""
    rows = await session.rows(
        select(col(VariantFile.variant_id), col(VariantFile.name)).where(
            col(VariantFile.variant_id).in_(set(variant_ids))
        )
    )
    return {row[0]: row[1] for row in rows}


async def download(session: Session, variant_id: UUID) -> Download:
    """A variant's file. Raises NotFound."""
    found = await session.exec(select(VariantFile).where(VariantFile.variant_id == variant_id))
    file = found.one_or_none()
    if file is None:
        raise NotFound("file")
    return Download(file.name, file.media_type, file.content)
