"""One's own views of the list of orders, and which of them is shown."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from admin import paths
from admin.orders.narrowing import Narrowing
from admin.orders.one.asked import id_of, text_in
from commerce.people.rights import Right
from commerce.people.saved_views import ViewOfList, remove_view, save_view, views_of
from ui.acting import staff_at
from ui.parts.messages import toast_done, toast_undo
from ui.refusals import Refusal
from ui.texts import _, localized
from ui.visits import StaffVisit


@dataclass(frozen=True, slots=True)
class ViewTab:
    """A saved view as a tab."""

    id: str
    name: str
    href: str


class ViewsState(rx.State):
    """The views; `current` is the id of the one that the URL shows, `name` what it is called."""

    refusal: rx.Field[Refusal | None] = rx.field(default=None)
    views: rx.Field[list[ViewTab]] = rx.field(default_factory=list)
    current: str = ""
    name: str = ""

    @rx.event
    async def load(self) -> None:
        """Read them."""
        async with staff_at(self, Right.ORDERS_VIEW) as at:
            await _show(self, at)

    @rx.event
    async def save(self, form: dict[str, Any]) -> rx.event.EventSpec | None:
        """Keep what the URL shows under a name."""
        async with staff_at(self, Right.ORDERS_VIEW) as at:
            query = _query_of(_shown(self))
            await save_view(at.session, at.staff.id, text_in(form, "name"), query)
            await _show(self, at)
            return toast_done(_("Saved. It stands among the tabs."))
        return None

    @rx.event
    async def remove(self, view_id: str) -> rx.event.EventSpec | None:
        """Delete one's own view; the list stays as it is shown, and so it is saved again."""
        async with staff_at(self, Right.ORDERS_VIEW) as at:
            name = self.name
            await remove_view(at.session, at.staff.id, id_of(view_id, "view"))
            await _show(self, at)
            return toast_undo(_("The view is gone."), ViewsState.save({"name": name}))
        return None


async def _show(state: ViewsState, at: StaffVisit) -> None:
    views = await views_of(at.session, at.staff.id)
    state.views = [ViewTab(str(v.id), v.name, _href(v)) for v in views]
    query = _query_of(_shown(state))
    shown = next((view for view in views if view.query == query), None)
    state.current, state.name = (str(shown.id), shown.name) if shown else ("", "")


def _shown(state: ViewsState) -> Narrowing:
    return Narrowing.parse(dict(state.router.url.query_parameters))


def _query_of(narrowing: Narrowing) -> str:
    return narrowing.path().partition("?")[2]


def _href(view: ViewOfList) -> str:
    return localized(f"{paths.ORDERS}/?{view.query}")
