"""Pictures that keep their place while they load."""

from typing import Any

import reflex as rx

from ui.parts.values import Text, filled, when


def picture(
    source: Text,
    alt: Text,
    *,
    width: int = 640,
    height: int = 640,
    eager: bool = False,
    **props: Any,
) -> rx.Component:
    """A picture of known size; a quiet sign where there is none. Empty `alt`: decoration."""
    shown = rx.el.img(
        src=source,
        alt=alt,
        width=str(width),
        height=str(height),
        class_name="picture",
        loading="eager" if eager else "lazy",
        custom_attrs={"decoding": "async"} | ({"fetchpriority": "high"} if eager else {}),
        **props,
    )
    missing = rx.el.div(
        rx.icon("image", size=32, aria_hidden="true"), class_name="picture picture-none"
    )
    return when(filled(source), shown, missing)


def media_source(picture_id: object, size: str = "small") -> str:
    """Where the shop serves one of its pictures, or nothing."""
    return f"/media/{picture_id}.webp?size={size}" if picture_id else ""
