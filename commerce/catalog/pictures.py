"""Pictures that people upload: decoded with care, written anew as WebP, kept once each."""

import asyncio
import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select

from commerce import clock
from commerce.catalog.models import Picture
from commerce.db.session import Session
from commerce.errors import InvalidInput, NotFound
from commerce.ids import new_id

Size = Literal["large", "small"]

BYTE_LIMIT = 10 * 1024 * 1024
PIXEL_LIMIT = 40_000_000
EDGES: dict[Size, int] = {"large": 1200, "small": 480}
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")  # decoders that a stranger's file may reach
_SMALLEST_EDGE = 16
_QUALITY = 82

_one_at_a_time = asyncio.Semaphore(1)  # a decoded picture takes up to 160 MB


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """A picture in both sizes, free of whatever else its file held."""

    digest: bytes
    large: bytes
    small: bytes
    width: int
    height: int


async def encode_picture(content: bytes) -> EncodedPicture:
    """Re-encode an upload, off the event loop; call it outside of any transaction.

    Raises InvalidInput at 'picture': empty, too_many_bytes, too_many_pixels, not_a_picture.
    """
    if not content:
        raise InvalidInput.of("picture", "missing")
    if len(content) > BYTE_LIMIT:
        raise InvalidInput.of("picture", "too_many_bytes", most=BYTE_LIMIT)
    async with _one_at_a_time:
        return await asyncio.to_thread(_encode, content)


async def store_picture(session: Session, picture: EncodedPicture) -> UUID:
    """Keep it, once per shop however often it is uploaded; its id."""
    fresh = insert(Picture).values(
        id=new_id(),
        shop_id=session.shop_id,
        digest=picture.digest,
        large=picture.large,
        small=picture.small,
        width=picture.width,
        height=picture.height,
        created_at=clock.now(),
    )
    await session.exec(fresh.on_conflict_do_nothing())
    found = await session.exec(select(Picture.id).where(Picture.digest == picture.digest))
    return found.one()


async def picture_content(session: Session, picture_id: UUID, size: Size) -> bytes:
    """The WebP file of that size. Raises NotFound."""
    column = Picture.large if size == "large" else Picture.small
    found = await session.exec(select(column).where(Picture.id == picture_id))
    content = found.one_or_none()
    if content is None:
        raise NotFound("picture")
    return content


def _encode(content: bytes) -> EncodedPicture:
    picture = _decoded(content)
    large, small = (_webp(picture, EDGES[size]) for size in ("large", "small"))
    width, height = picture.size
    scale = min(1.0, EDGES["large"] / max(width, height))
    return EncodedPicture(
        digest=hashlib.sha256(large).digest(),
        large=large,
        small=small,
        width=max(1, round(width * scale)),
        height=max(1, round(height * scale)),
    )


def _decoded(content: bytes) -> Image.Image:
    """The upright picture in RGB or RGBA. Its size is checked before a pixel is decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
                _check_size(*opened.size)
                opened.draft("RGB", (EDGES["large"] * 2, EDGES["large"] * 2))
                opened.load()
                upright = ImageOps.exif_transpose(opened)
                return upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise InvalidInput.of("picture", "too_many_pixels", most=PIXEL_LIMIT) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError):
        raise InvalidInput.of("picture", "not_a_picture") from None


def _check_size(width: int, height: int) -> None:
    if width * height > PIXEL_LIMIT:
        raise InvalidInput.of("picture", "too_many_pixels", most=PIXEL_LIMIT)
    if min(width, height) < _SMALLEST_EDGE:
        raise InvalidInput.of("picture", "too_few_pixels", least=_SMALLEST_EDGE)


def _webp(picture: Image.Image, edge: int) -> bytes:
    scaled = picture.copy()
    scaled.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    scaled.info = {}  # no place, camera, colour profile or comment survives
    written = io.BytesIO()
    scaled.save(written, "WEBP", quality=_QUALITY, method=4)
    return written.getvalue()
