"""The start page of the back office: what to do now, and how today goes."""

import reflex as rx

from admin import paths
from admin.backups.page import backup_alarm
from admin.backups.state import BackupAlarmState
from admin.home.charts import figure_stat, hour_chart, legend
from admin.home.state import HomeState, LowLine
from admin.orders.list_parts import orders_table
from admin.parts.frame import page_head
from admin.parts.panels import panel, stats
from admin.shell.page import add_office_page, office_page
from ui.parts.buttons import link_button
from ui.parts.messages import empty_state, notice
from ui.parts.pictures import picture
from ui.parts.refused import refusal_callout
from ui.parts.skeletons import table_skeleton, when_ready
from ui.parts.values import Text, each, is_some, when
from ui.texts import _, localized


def add_pages(app: rx.App) -> None:
    """Register the start page."""
    add_office_page(
        app,
        paths.HOME,
        home_page,
        title=lambda: _("To do"),
        on_load=[BackupAlarmState.load, HomeState.follow],
    )


def home_page() -> rx.Component:
    """The page."""
    password = notice(
        _("You came in by a link that works once. Set a password to come in again."),
        tone="warning",
        action=link_button(_("Set a password"), paths.ME, size="2"),
    )
    return office_page(
        page_head(_("To do")),
        refusal_callout(HomeState.refusal),
        when(HomeState.needs_password, password),
        backup_alarm(),
        when_ready(HomeState.is_hydrated & HomeState.loaded, _desk(), table_skeleton(6)),
    )


def _desk() -> rx.Component:
    counts = HomeState.counts
    return rx.fragment(
        rx.el.div(
            _task("truck", _("To ship"), counts.to_ship, "to_ship"),
            _task("calendar-x", _("Late"), counts.late, "late"),
            _task("clock", _("Waiting for payment"), counts.to_pay, "to_pay"),
            _task("package-check", _("On their way"), counts.to_deliver, "to_deliver"),
            class_name="tasks",
        ),
        _today(),
        rx.el.div(
            rx.el.div(
                panel(
                    _("Latest orders"),
                    orders_table(HomeState.latest, _none_yet(), contents=False),
                    actions=[link_button(_("All orders"), paths.ORDERS, tone="plain", size="1")],
                )
            ),
            rx.el.div(_low()),
            class_name="with-side desk",
        ),
    )


def _today() -> rx.Component:
    today, hours = HomeState.today, HomeState.hours
    said = _("So far, beside what was reached by this time of day. Hours are the shop's.")
    return panel(
        _("Today"),
        rx.el.p(said, class_name="quiet small"),
        stats(
            figure_stat(_("Sales"), today.sales),
            figure_stat(_("Orders"), today.orders),
            figure_stat(_("Average order"), today.average),
        ),
        rx.el.div(
            hour_chart(
                _("Sales by hour"),
                hours,
                lambda hour: hour.sales,
                lambda hour: hour.sales_text,
                lambda hour: hour.sales_hint,
            ),
            hour_chart(
                _("Orders by hour"),
                hours,
                lambda hour: hour.orders,
                lambda hour: hour.orders_text,
                lambda hour: hour.orders_hint,
            ),
            class_name="charts",
        ),
        actions=[legend()],
    )


def _task(icon: str, words: str, count: Text, to_do: str) -> rx.Component:
    return rx.el.a(
        rx.icon(icon, size=20, aria_hidden="true"),
        rx.el.span(count, class_name="task-count number"),
        rx.el.span(words),
        href=localized(f"{paths.ORDERS}/?to_do={to_do}"),
        class_name="task",
        custom_attrs={"data-idle": rx.cond(count == "0", "true", "false")},
    )


def _low() -> rx.Component:
    fine = rx.el.p(_("Nothing runs out."), class_name="quiet")
    lines = rx.el.ul(each(HomeState.low, _low_line), class_name="sheet-entries")
    return panel(
        _("Runs out"),
        when(is_some(HomeState.low), lines, fine),
        actions=[link_button(_("Stock"), f"{paths.STOCK}/?stock=low", tone="plain", size="1")],
    )


def _low_line(line: LowLine) -> rx.Component:
    left = rx.el.span(
        when(line.is_out, rx.el.span(_("Sold out")), rx.el.span(line.left, " ", _("left"))),
        class_name="low-left number",
        custom_attrs={"data-out": rx.cond(line.is_out, "true", "false")},
    )
    return rx.el.li(
        picture(line.image, "", width=32, height=32),
        rx.el.span(
            rx.el.a(line.name, href=line.href, class_name="order-first-line"),
            rx.el.span(line.sku, class_name="quiet small"),
            class_name="order-contents-text",
        ),
        left,
        class_name="low-line",
    )


def _none_yet() -> rx.Component:
    return empty_state(
        "receipt-text",
        _("No orders yet"),
        _("The first one appears here by itself, at any hour."),
    )
