"""Pictures: whatever is uploaded is written anew or refused with its cause."""

import io
import struct
import zlib

import pytest
from PIL import Image

from commerce.catalog.pictures import (
    BYTE_LIMIT,
    encode_picture,
    picture_content,
    store_picture,
)
from commerce.db.session import transaction
from commerce.errors import InvalidInput, NotFound
from tests.builders import a_shop


def a_picture(form="PNG", size=(1_600, 800), mode="RGB", **how):
    written = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else None).save(written, form, **how)
    return written.getvalue()


def a_bomb(width=30_000, height=30_000):
    """A PNG of a few bytes that says it is huge."""

    def chunk(kind, content):
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 1_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "missing"),
        (b"not a picture at all", "not_a_picture"),
        (SVG, "not_a_picture"),
        (b"%PDF-1.7\n", "not_a_picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not_a_picture"),
        (a_picture()[:200], "not_a_picture"),
        (a_picture("JPEG")[:-400], "not_a_picture"),
        (a_bomb(), "too_many_pixels"),
        (a_bomb(8_000, 6_000), "too_many_pixels"),
        (a_bomb(2**31 - 1, 2**31 - 1), "too_many_pixels"),
        (a_picture(size=(8, 100)), "too_few_pixels"),
        (b"x" * (BYTE_LIMIT + 1), "too_many_bytes"),
    ],
)
async def test_what_is_no_picture_is_refused(content, code):
    with pytest.raises(InvalidInput) as refused:
        await encode_picture(content)
    assert [(p.field, p.code) for p in refused.value.problems] == [("picture", code)]


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "P"),
        ("PNG", "LA"),
        ("PNG", "I;16"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
        ("GIF", "P"),
        ("WEBP", "RGBA"),
        ("BMP", "RGB"),
    ],
)
async def test_every_usual_form_becomes_two_webps(form, mode):
    made = await encode_picture(a_picture(form, mode=mode))
    assert (made.width, made.height) == (1_200, 600)
    for content, size in ((made.large, (1_200, 600)), (made.small, (480, 240))):
        with Image.open(io.BytesIO(content)) as opened:
            assert (opened.format, opened.size) == ("WEBP", size)


async def test_metadata_is_left_behind_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "SecretCamera"
    exif[0x8825] = {1: "N", 2: (31.0, 13.0, 0.0)}
    upload = a_picture("JPEG", exif=exif, comment=b"private note", icc_profile=b"profile" * 30)
    assert b"SecretCamera" in upload
    made = await encode_picture(upload)
    assert (made.width, made.height) == (600, 1_200)
    for content in (made.large, made.small):
        assert b"SecretCamera" not in content
        with Image.open(io.BytesIO(content)) as opened:
            assert not opened.getexif()
            assert not {"exif", "icc_profile", "xmp", "comment"} & opened.info.keys()


@pytest.mark.usefixtures("shop_database")
async def test_a_picture_is_kept_once_per_shop_and_seen_in_it_alone():
    here, there = await a_shop(), await a_shop()
    made = await encode_picture(a_picture())
    async with transaction(here.id) as session:
        first = await store_picture(session, made)
    async with transaction(here.id) as session:
        assert await store_picture(session, made) == first
        assert await picture_content(session, first, "small") == made.small
    async with transaction(there.id) as session:
        with pytest.raises(NotFound):
            await picture_content(session, first, "large")
        assert await store_picture(session, made) != first
