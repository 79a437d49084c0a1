"""The files that buyers load down, each with the field that sends another one."""

import reflex as rx

from admin.parts.file_upload import file_upload
from admin.parts.panels import panel
from admin.products.editor_state import EditorState
from admin.products.file_lines import FileLine
from admin.shell.page import may
from commerce.catalog.files import LARGEST, TYPES
from commerce.people.rights import Right
from ui.parts.badges import label_badge
from ui.parts.values import filled, is_some, when
from ui.texts import _

_MOST = LARGEST // 1024 // 1024


def files_part() -> rx.Component:
    """A file for each saved variant; who bought it gets the newest one."""
    part = panel(
        _("Files"),
        rx.el.p(
            _("Whoever bought a variant loads down its newest file, from the order's page alone."),
            class_name="quiet",
        ),
        rx.el.ul(rx.foreach(EditorState.files, _file), class_name="levels"),
    )
    return when(is_some(EditorState.files), part)


def _file(line: FileLine) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.span(line.sku, class_name="number strong"),
            when(filled(line.options), rx.el.span(line.options, class_name="quiet")),
            when(
                filled(line.name),
                rx.el.span(line.name, " ", rx.el.span(line.note, class_name="quiet small")),
                label_badge(_("No file yet"), color="amber"),
            ),
            class_name="stack-tight",
        ),
        when(may(Right.PRODUCTS_EDIT), _upload(line)),
    )


def _upload(line: FileLine) -> rx.Component:
    types = ", ".join(sorted(TYPES))
    return file_upload(
        _("File of {sku}", sku=line.sku),
        line.url,
        named=True,
        accept=",".join(f".{ending}" for ending in sorted(TYPES)),
        hint=_("{types}; at most {most} MB.", types=types, most=_MOST),
        done=_("{name} is kept.", name="{name}"),
        problems={
            "file_type": _("Please choose a file of one of these types: {types}.", types=types),
            "file_size": _(
                "Please choose a file that is not empty, of at most {most} MB.", most=_MOST
            ),
            "kind_without_file": _("What is sold here has no file."),
        },
        on_sent=EditorState.recount,
    )
