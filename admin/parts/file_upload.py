"""A file that is sent as soon as it is chosen (assets/parts/file_upload.js)."""

from typing import Any

import reflex as rx

from ui.parts.values import Text
from ui.texts import _, spoken


class FileUpload(rx.Component):
    """Posts the file to `url`, with its name where `named`; `done` is filled from the answer."""

    library = "$/public/parts/file_upload.js"
    tag = "FileUpload"

    url: rx.Var[str]
    named: rx.Var[bool]
    accept: rx.Var[str]
    label: rx.Var[str]
    choose: rx.Var[str]
    hint: rx.Var[str]
    sending: rx.Var[str]
    failed: rx.Var[str]
    done: rx.Var[str]
    problems: rx.Var[dict[str, str]]
    lang: rx.Var[str]

    on_sent: rx.EventHandler[rx.event.no_args_event_spec]


def file_upload(label: Text, url: Text, **props: Any) -> rx.Component:
    """`props`: accept, hint, done, problems by code, on_sent; `named` sends the file's name."""
    general = {
        "not_signed_in": _("Please log in first."),
        "not_allowed": _("You may not do this. Ask the owner of the shop for the right."),
        "not_found": _("There is nothing here any more."),
        "body_too_large": _("This file is too large."),
    }
    return FileUpload.create(
        label=label,
        url=url,
        choose=_("Choose a file"),
        sending=_("Sending …"),
        failed=_("The file could not be sent. Please try again."),
        lang=spoken(),
        problems=general | props.pop("problems", {}),
        **props,
    )
