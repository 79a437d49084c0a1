"""QR codes, drawn on the server."""

from functools import lru_cache

import segno

LONGEST = 900  # what still scans well from a screen


@lru_cache(maxsize=256)
def qr_picture(content: str) -> str:
    """`content` as a picture for an <img>: an SVG within its URL; '' when it is too long."""
    if len(content) > LONGEST:
        return ""
    return segno.make(content, error="m").svg_data_uri(scale=5, border=3, light="#fff")
