"""What each role may do in a shop."""

from enum import StrEnum

from commerce.errors import NotAllowed
from commerce.people.models import Role


class Right(StrEnum):
    """One thing that staff may be allowed to do."""

    ORDERS_VIEW = "orders_view"
    ORDERS_FULFIL = "orders_fulfil"
    ORDERS_CANCEL = "orders_cancel"
    ORDERS_REFUND = "orders_refund"
    CUSTOMERS_VIEW = "customers_view"  # how to reach them, and what staff noted
    PRODUCTS_VIEW = "products_view"
    PRODUCTS_EDIT = "products_edit"
    STOCK_EDIT = "stock_edit"
    MESSAGES_VIEW = "messages_view"
    REVIEWS_EDIT = "reviews_edit"  # show, hide and answer them
    SECRETS_VIEW = "secrets_view"  # codes and reset links in messages; in demo mode alone
    STAFF_VIEW = "staff_view"
    STAFF_EDIT = "staff_edit"
    LOG_VIEW = "log_view"
    DATA_EXPORT = "data_export"  # carry away all orders or customers
    SETTINGS_VIEW = "settings_view"
    SETTINGS_EDIT = "settings_edit"


_VIEWER = frozenset({Right.ORDERS_VIEW, Right.PRODUCTS_VIEW})
_CLERK = _VIEWER | {
    Right.ORDERS_FULFIL,
    Right.CUSTOMERS_VIEW,
    Right.STOCK_EDIT,
    Right.MESSAGES_VIEW,
    Right.REVIEWS_EDIT,
}
_MANAGER = _CLERK | {
    Right.ORDERS_CANCEL,
    Right.ORDERS_REFUND,
    Right.PRODUCTS_EDIT,
    Right.STAFF_VIEW,
    Right.LOG_VIEW,
    Right.DATA_EXPORT,
    Right.SETTINGS_VIEW,
    Right.SETTINGS_EDIT,
}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.VIEWER: _VIEWER,
    Role.CLERK: _CLERK,
    Role.MANAGER: _MANAGER,
    Role.OWNER: frozenset(Right),
}


def rights_of(role: str) -> frozenset[Right]:
    """What `role` may do; an unknown role may do nothing."""
    return RIGHTS[Role(role)] if role in set(Role) else frozenset()


def need(rights: frozenset[Right], right: Right) -> None:
    """Raises NotAllowed unless `right` is among `rights`."""
    if right not in rights:
        raise NotAllowed(right)
