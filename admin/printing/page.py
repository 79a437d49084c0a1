"""The picking list and a packing slip for each order, a page of paper each; phones print it too."""

import reflex as rx

from admin import paths
from admin.parts.frame import page_head
from admin.printing.papers import PaperLine, Slip
from admin.printing.state import PaperState
from admin.shell.page import add_office_page, office_page
from ui.parts.buttons import action_button, link_button
from ui.parts.messages import empty_state
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import each, filled, is_some, when
from ui.texts import _


def add_pages(app: rx.App) -> None:
    """Register the page of papers."""
    add_office_page(
        app,
        paths.PRINT,
        papers_page,
        title=lambda: _("Picking list and packing slips"),
        on_load=[PaperState.load],
    )


def papers_page() -> rx.Component:
    """The page."""
    print_now = action_button(_("Print"), rx.call_script("window.print()"), icon="printer")
    as_pdf = action_button(_("PDF"), PaperState.load_down, icon="file-down", tone="primary")
    nothing = empty_state(
        "package-check",
        _("Nothing to pack"),
        _("Choose orders in the list that still have something to send."),
        link_button(_("Orders"), paths.ORDERS, tone="quiet"),
    )
    papers = rx.el.div(_picking(), each(PaperState.slips, _slip), class_name="papers")
    return office_page(
        rx.el.div(
            page_head(
                _("Picking list and packing slips"),
                actions=[when(is_some(PaperState.slips), rx.fragment(print_now, as_pdf))],
                back=(paths.ORDERS, _("Orders")),
            ),
            class_name="no-print",
        ),
        refusal_callout(PaperState.refusal),
        when_ready(
            PaperState.is_hydrated & PaperState.loaded,
            when(is_some(PaperState.slips), papers, nothing),
            table_skeleton(6),
        ),
    )


def _picking() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Picking list")),
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(_("SKU"), scope="col"),
                    rx.el.th(_("Item"), scope="col"),
                    rx.el.th(_("Pieces"), scope="col"),
                    rx.el.th(_("Orders"), scope="col"),
                )
            ),
            rx.el.tbody(each(PaperState.picks, _pick)),
        ),
        class_name="paper",
    )


def _pick(line: PaperLine) -> rx.Component:
    return rx.el.tr(
        rx.el.td(line.sku),
        rx.el.td(line.name),
        rx.el.td(line.pieces, class_name="number"),
        rx.el.td(line.of, class_name="number"),
    )


def _slip(slip: Slip) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(slip.number),
            rx.el.span(PaperState.shop_name),
            class_name="row-apart",
        ),
        rx.el.address(
            rx.el.span(slip.name, class_name="strong"),
            rx.foreach(slip.address, rx.el.span),
            when(filled(slip.phone), rx.el.span(slip.phone)),
        ),
        rx.el.p(slip.delivery, " · ", slip.placed),
        when(
            filled(slip.collect),
            rx.el.p(
                _("To collect at the door: {amount}", amount=slip.collect), class_name="collect"
            ),
        ),
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(_("SKU"), scope="col"),
                    rx.el.th(_("Item"), scope="col"),
                    rx.el.th(_("Pieces"), scope="col"),
                )
            ),
            rx.el.tbody(rx.foreach(slip.lines, _packed)),
        ),
        class_name="paper",
    )


def _packed(line: PaperLine) -> rx.Component:
    return rx.el.tr(
        rx.el.td(line.sku),
        rx.el.td(line.name),
        rx.el.td(line.pieces, class_name="number"),
    )
