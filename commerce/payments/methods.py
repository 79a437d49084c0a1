"""Which ways to pay a shop offers, and what its merchant says of each."""

from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select

from commerce import clock
from commerce.db.session import Session
from commerce.errors import InvalidInput, NotFound, StaleEdit
from commerce.ids import new_id
from commerce.payments.bank import BankAccount
from commerce.payments.registry import AT_DOOR, BANK, OWN_METHODS, known_methods
from commerce.shops.models import PaymentMethod
from commerce.shops.queries import ShopView

STEP = 10  # between the places of those that nobody has put in order
EDITED = ("enabled", "position", "most_minor", "days")


class PaymentMethodEdit(BaseModel):
    """A way to pay as its merchant wants it. `version`: what it was read at, 0 before any edit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 0
    enabled: bool = False
    position: Annotated[int, Field(ge=0, le=9_999)]
    most_minor: Annotated[int | None, Field(ge=1, le=10**14)] = None
    days: Annotated[int | None, Field(ge=1, le=14)] = None
    account: BankAccount | None = None

    @classmethod
    def parse(cls, given: object) -> Self:
        """The edit that `given` describes. Raises InvalidInput."""
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None


@dataclass(frozen=True, slots=True)
class Standing:
    """A way to pay as it stands in a shop."""

    code: str
    enabled: bool
    position: int
    most_minor: int | None
    version: int
    days: int | None = None
    account: BankAccount | None = None

    def values(self) -> dict[str, object]:
        """What can be edited of it."""
        return {name: getattr(self, name) for name in (*EDITED, "account")}


def is_at_door(method: str) -> bool:
    """Whether nothing is paid by it before it arrives."""
    return OWN_METHODS.get(method) == AT_DOOR


def is_transfer(method: str) -> bool:
    """Whether customers transfer the money themselves."""
    return OWN_METHODS.get(method) == BANK


def offered(
    shop: ShopView, total_minor: int | None = None, *, by_parcel: bool = True
) -> tuple[str, ...]:
    """The ways to pay that are on, in their order; with a total those that may pay that much.

    `by_parcel`: whether all that is ordered arrives at a door.
    """
    said = {way.code: way for way in shop.ways_to_pay}
    placed: list[tuple[int, int, str]] = []
    for n, code in enumerate(known_methods()):
        way = said.get(code)
        if is_at_door(code) and not by_parcel:
            continue
        if way is None:
            placed += [(n * STEP, n, code)] if _as_it_comes(code) else []
        elif way.enabled and (way.most_minor is None or (total_minor or 0) <= way.most_minor):
            placed.append((way.position, n, code))
    return tuple(code for _, _, code in sorted(placed))


def check_offered(shop: ShopView, method: str, total_minor: int) -> None:
    """Whether `total_minor` may be paid by `method` in this shop. Raises InvalidInput."""
    if method not in offered(shop, total_minor):
        raise InvalidInput.of("method", "unknown_payment_method")


async def standing_methods(session: Session) -> list[Standing]:
    """Every way to pay that there is, those switched off too, in the order shown."""
    rows = {row.code: row for row in await session.exec(select(PaymentMethod))}
    found = [
        _standing(rows[code])
        if code in rows
        else Standing(code, _as_it_comes(code), n * STEP, None, 0)
        for n, code in enumerate(known_methods())
    ]
    return sorted(found, key=lambda one: one.position)


async def save_method(session: Session, code: str, edit: PaymentMethodEdit) -> None:
    """Save what the merchant says of one way to pay; others see it within seconds.

    Attempts that are open may still be paid. Raises NotFound, StaleEdit, InvalidInput for
    transfers without an account.
    """
    if is_transfer(code) and edit.enabled and edit.account is None:
        raise InvalidInput.of("number", "missing")
    row = await _locked(session, code)
    if row.version != edit.version:
        raise StaleEdit(_standing(row).values(), row.version)
    for name in EDITED:
        setattr(row, name, getattr(edit, name))
    row.details_sealed = edit.account.sealed() if edit.account else None
    row.version += 1
    row.updated_at = clock.now()
    await session.flush()


async def _locked(session: Session, code: str) -> PaymentMethod:
    """The row of a way to pay, made if nobody has said anything of it. Raises NotFound."""
    if code not in known_methods():
        raise NotFound("payment_method")
    as_it_comes = {
        "id": new_id(),
        "shop_id": session.shop_id,
        "code": code,
        "enabled": _as_it_comes(code),
        "position": known_methods().index(code) * STEP,
        "version": 0,
        "updated_at": clock.now(),
    }
    await session.run(insert(PaymentMethod).values(as_it_comes).on_conflict_do_nothing())
    wanted = select(PaymentMethod).where(PaymentMethod.code == code).with_for_update()
    return (await session.exec(wanted.execution_options(populate_existing=True))).one()


def _as_it_comes(code: str) -> bool:
    """Whether a way to pay is on before its merchant has said anything of it."""
    return code not in OWN_METHODS


def _standing(row: PaymentMethod) -> Standing:
    return Standing(
        row.code,
        row.enabled,
        row.position,
        row.most_minor,
        row.version,
        row.days,
        BankAccount.opened(row.details_sealed),
    )
