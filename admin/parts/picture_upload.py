"""A picture that is sent as soon as it is chosen (assets/parts/picture_upload.js)."""

from typing import Any

import reflex as rx

from ui.parts.values import Text
from ui.texts import _


class PictureUpload(rx.Component):
    """Posts the file to /media and keeps the picture's id in a hidden field called `name`."""

    library = "$/public/parts/picture_upload.js"
    tag = "PictureUpload"

    name: rx.Var[str]
    value: rx.Var[str]
    label: rx.Var[str]
    choose: rx.Var[str]
    remove: rx.Var[str]
    sending: rx.Var[str]
    hint: rx.Var[str]
    failed: rx.Var[str]
    problems: rx.Var[dict[str, str]]


def picture_upload(name: str, value: Text, label: str, **props: Any) -> rx.Component:
    """`value`: the id of the picture that is there already, or nothing."""
    too_large = _("This file is too large: at most 10 MB.")
    problems = {
        "not_a_picture": _("This is no picture that we can read. Use JPEG, PNG, WebP or GIF."),
        "too_many_bytes": too_large,
        "too_large": too_large,
        "body_too_large": too_large,
        "too_many_pixels": _("This picture has too many pixels: at most 40 million."),
        "too_few_pixels": _("This picture is too small: at least 16 pixels each way."),
        "missing": _("This file is empty."),
        "not_signed_in": _("Please log in first."),
        "not_allowed": _("You may not do this. Ask the owner of the shop for the right."),
    }
    return PictureUpload.create(
        name=name,
        value=value,
        label=label,
        choose=_("Choose a file"),
        remove=_("Remove the picture"),
        sending=_("Sending …"),
        hint=_("JPEG, PNG, WebP or GIF, up to 10 MB. It is kept without place or camera."),
        failed=_("The picture could not be sent. Please try again."),
        problems=problems,
        **props,
    )
