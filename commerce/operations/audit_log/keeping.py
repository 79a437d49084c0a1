"""What is kept of a changed row: its fields before and after, without anything personal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import inspect
from sqlalchemy.orm import InstanceState
from sqlalchemy.sql.dml import Delete, Insert, Update

Did = Literal["made", "changed", "removed"]

LONGEST = 300  # signs of one text: whoever wants all of a description looks at the product
HIDDEN = "•••"
_TECHNICAL = frozenset({"shop_id", "version", "updated_at", "created_at", "at", "event_count"})
_COPIES = frozenset({"order_events", "product_texts"})  # they say again what other rows say
_CALLED = ("number", "sku", "code", "slug", "tax_class")
_REFERS = ("order_id", "product_id", "variant_id", "customer_id", "staff_id")

# Tables without a word about a person. Of any that stands nowhere here no value is kept.
_WHOLE = frozenset(
    {
        "categories",
        "coupons",
        "delivery_methods",
        "delivery_zones",
        "memberships",
        "parcels",
        "prices",
        "products",
        "promotions",
        "refunds",
        "shop_terms",
        "shops",
        "stock",
        "stock_ledger",
        "tax_rates",
        "variant_files",
        "variants",
    }
)
_COLUMNS: Mapping[str, frozenset[str]] = {
    "bank_lines": frozenset({"amount_minor", "currency", "outcome", "order_number", "solved_at"}),
    "campaigns": frozenset({"state", "delivered", "refunded_minor"}),
    "exchanges": frozenset({"kind", "filename", "rows_total"}),
    "messages": frozenset({"channel", "kind", "state", "failure", "attempts"}),
    "order_lines": frozenset({"sku", "fulfilled", "refunded", "refunded_minor", "restocked"}),
    "orders": frozenset(
        {
            "status",
            "payment_status",
            "fulfilment_status",
            "paid_minor",
            "refunded_minor",
            "close_reason",
        }
    ),
    "payment_methods": frozenset({"code", "enabled", "position", "most_minor", "days"}),
    "payments": frozenset({"state", "cause"}),
    "pictures": frozenset({"width", "height"}),
    "reviews": frozenset({"stars", "state"}),
    "stock_counts": frozenset({"counted", "expected", "booked", "missing"}),
    "stock_takes": frozenset({"name", "state"}),
    "staff": frozenset({"disabled_at", "password_hash"}),
}


@dataclass(slots=True)
class RowChange:
    """One row of one table; `refers`: the orders, products and people that it points to.

    `within` is the savepoint that it was written in, if any: what that takes back is dropped.
    `key`: the row's, where it is known, as one act may write a row several times.
    """

    table: str
    did: Did
    id: UUID | None = None
    name: str = ""
    before: dict[str, Any] = field(default_factory=dict[str, Any])
    after: dict[str, Any] = field(default_factory=dict[str, Any])
    refers: dict[str, UUID] = field(default_factory=dict[str, UUID])
    within: object = None
    key: tuple[Any, ...] = ()

    def told(self) -> dict[str, Any]:
        """The same as it is kept."""
        kept: dict[str, Any] = {"table": self.table, "did": self.did, "name": self.name}
        kept |= {"before": self.before, "after": self.after}
        return {name: value for name, value in kept.items() if value}

    @property
    def says_nothing(self) -> bool:
        """A copy, or a row that was changed in what is not kept, such as its version."""
        unseen = self.did == "changed" and not (self.before or self.after)
        return unseen or self.table in _COPIES


def row_change(row: object, did: Did, within: object) -> RowChange:
    """What happened to a row of the session, just after it was written."""
    state = cast("InstanceState[Any]", inspect(row))
    current: dict[str, Any] = {}
    change = RowChange(str(state.mapper.local_table.name), did, within=within)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]
    for name in state.mapper.column_attrs.keys():  # noqa: SIM118  not a mapping
        current[name] = state.dict.get(name)
        history = state.attrs[name].history
        if did == "changed" and history.has_changes():
            _keep(change, change.before, name, next(iter(history.deleted or ()), None))
            _keep(change, change.after, name, current[name])
        elif did != "changed" and current[name] is not None:
            _keep(change, change.after if did == "made" else change.before, name, current[name])
    _point(change, current)
    change.key = tuple(state.mapper.primary_key_from_instance(row))
    return change


def merged(changes: Iterable[RowChange]) -> list[RowChange]:
    """One for each row: as it was at first, and as it is in the end."""
    rows: dict[object, RowChange] = {}
    for change in changes:
        known = rows.get((change.table, change.key)) if change.key else None
        if known is None or change.did != "changed":
            rows[(change.table, change.key) if change.key else len(rows)] = change
            continue
        first = change.before if known.did == "changed" else {}
        known.before = first | known.before
        known.after |= change.after
    return list(rows.values())


def statement_change(statement: Insert | Update | Delete, within: object) -> RowChange:
    """What a statement over a table does, as far as it says so itself."""
    did: Did = "made" if isinstance(statement, Insert) else "changed"
    table = statement.table
    change = RowChange(
        str(getattr(table, "name", "")),
        "removed" if isinstance(statement, Delete) else did,
        within=within,
    )
    given = statement.compile().params
    current = {
        column: value
        for column in table.c.keys()  # noqa: SIM118  not a mapping
        if (value := given.get(column, given.get(f"{column}_1"))) is not None
    }
    if did == "made":
        for name, value in current.items():
            _keep(change, change.after, name, value)
    _point(change, current)
    return change


def _keep(change: RowChange, into: dict[str, Any], name: str, value: Any) -> None:
    kept = change.table in _WHOLE or name in _COLUMNS.get(change.table, ())
    if kept and name != "id" and name not in _TECHNICAL and name not in _REFERS:
        into[name] = HIDDEN if name == "password_hash" else _plain(value)


def _point(change: RowChange, current: Mapping[str, Any]) -> None:
    """Take up what the row is called and what it belongs to."""
    if isinstance(current.get("id"), UUID):
        change.id = current["id"]
    change.refers = {
        name: value for name in _REFERS if isinstance(value := current.get(name), UUID)
    }
    named = (current.get(name) for name in _CALLED)
    change.name = next((name[:60] for name in named if isinstance(name, str) and name), "")


def _plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, bytes):
        return HIDDEN
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in cast("Sequence[Any]", value)]
    text = str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
