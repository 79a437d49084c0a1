"""What the page of an order is asked: which order, which parcel, which pieces."""

from collections.abc import Mapping
from uuid import UUID

from admin.orders.one.words import reasons
from commerce.errors import InvalidInput, NotFound
from commerce.ids import tidy_number
from commerce.orders.access import order_by_number
from commerce.orders.queries import order_view
from commerce.orders.views import OrderView
from ui.texts import plain_path
from ui.visits import StaffVisit

_LINE = "lines."


def number_at(path: str) -> str:
    """The order's number in the page's path, tidied; '' when there is none."""
    parts = plain_path(path).strip("/").split("/")
    return tidy_number(parts[2][:64]) if len(parts) > 2 else ""


async def order_at(at: StaffVisit) -> OrderView:
    """The order of the page. Raises NotFound."""
    order = await order_by_number(at.session, number_at(at.path))
    return await order_view(at.session, order, at.locale)


def id_of(given: object, what: str) -> UUID:
    """The id that a button sent. Raises NotFound(`what`) for what cannot be one."""
    try:
        return UUID(str(given)[:64])
    except ValueError:
        raise NotFound(what) from None


def pieces_in(form: object) -> dict[str, str]:
    """Line number -> pieces of a form's fields 'lines.1', 'lines.2'; blank and 0 are left out."""
    found = {name: str(value).strip() for name, value in texts_in(form).items()}
    return {
        name.removeprefix(_LINE): value
        for name, value in found.items()
        if name.startswith(_LINE) and value not in ("", "0")
    }


def texts_in(form: object) -> dict[str, object]:
    """The fields of a form. Raises InvalidInput for what is none."""
    if not isinstance(form, Mapping):
        raise InvalidInput.of("", "dict_type")
    return {str(name): value for name, value in form.items()}


def text_in(form: object, name: str) -> str:
    """One text field of a form; '' where there is none."""
    return str(form.get(name) or "") if isinstance(form, Mapping) else ""


def reason_in(form: Mapping[str, object]) -> str:
    """Why an order is cancelled. Raises InvalidInput unless it is one of the reasons."""
    reason = text_in(form, "reason")
    if reason not in reasons():
        raise InvalidInput.of("reason", "required" if not reason else "unknown")
    return reason
