"""What can be refused, and the facts of each refusal; the faces put them into words.

CommerceError
├── InvalidInput          what was sent does not parse: one Problem a field
├── NotFound              no such thing in this shop (or not for you: the same answer)
├── NotSignedIn           this needs a person
├── NotAllowed            the person lacks the right
├── TooMany               a limit was reached; seconds until it lifts
├── Busy                  the shop takes no more just now; seconds to wait
├── StaleEdit             somebody saved this row first; both values
├── Conflict              the thing is taken (an e-mail, a SKU, a slug)
├── OutOfStock            each short SKU and what is left of it
├── PriceChanged          what was expected and what it costs now
├── IdempotencyKeyReused  the key came before with another body
├── TooManyUnpaid         this customer or contact holds as many unpaid orders as it may
├── MoveRefused           a state may not change that way
├── OrderingPaused        the merchant takes no orders now
├── CouponRefused         this coupon does not apply, and why
└── PaymentRefused        the provider said no: cause and field
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self, cast

from pydantic import ValidationError

from commerce.money import Money


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field: `code` is stable, `facts` fill its sentence."""

    field: str
    code: str
    facts: tuple[tuple[str, str], ...] = ()


class CommerceError(Exception):
    """Something the shop refuses; its attributes are facts, never sentences."""

    code = "refused"


class InvalidInput(CommerceError):
    """What was sent does not parse."""

    code = "invalid"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(f"{p.field}: {p.code}" for p in self.problems))

    @classmethod
    def of(cls, field: str, code: str, **facts: object) -> Self:
        """One problem at one field."""
        return cls([Problem(field, code, tuple((k, str(v)) for k, v in facts.items()))])

    @classmethod
    def from_pydantic(cls, error: ValidationError, prefix: str = "") -> Self:
        """The problems that pydantic found; a field's path is dotted."""
        return cls(_problem(dict(found), prefix) for found in error.errors(include_url=False))


def _problem(found: dict[str, Any], prefix: str) -> Problem:
    field = (prefix + ".".join(str(part) for part in found["loc"])).rstrip(".")
    facts = cast("dict[str, object]", found.get("ctx") or {})
    shown = tuple((k, str(v)[:80]) for k, v in facts.items() if isinstance(v, (int, float, str)))
    cause = facts.get("error")
    if isinstance(cause, ValueError) and cause.args and str(cause.args[0]).isidentifier():
        return Problem(field, str(cause.args[0]), shown)
    return Problem(field, str(found["type"]), shown)


class NotFound(CommerceError):
    """No such thing in this shop, or not for this person: both answer alike."""

    code = "not_found"

    def __init__(self, what: str = "") -> None:
        self.what = what
        super().__init__(what)


class NotSignedIn(CommerceError):
    """This needs a signed-in person."""

    code = "not_signed_in"


class NotAllowed(CommerceError):
    """The person lacks the right that this needs."""

    code = "not_allowed"

    def __init__(self, right: str = "") -> None:
        self.right = right
        super().__init__(right)


class TooMany(CommerceError):
    """A limit was reached."""

    code = "too_many"

    def __init__(self, limit: str, retry_after: int) -> None:
        self.limit = limit
        self.retry_after = retry_after
        super().__init__(f"{limit}, again in {retry_after} s")


class Busy(CommerceError):
    """The shop takes no more just now."""

    code = "busy"

    def __init__(self, retry_after: int = 1) -> None:
        self.retry_after = retry_after
        super().__init__(f"again in {retry_after} s")


class TooManyUnpaid(CommerceError):
    """This customer, phone or e-mail holds `most` unpaid orders: pay or cancel one first."""

    code = "too_many_unpaid"

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(f"{most} unpaid orders")


class StaleEdit(CommerceError):
    """Somebody saved this row first: `theirs` is what stands now, by field."""

    code = "stale_edit"

    def __init__(self, theirs: dict[str, Any], version: int) -> None:
        self.theirs = theirs
        self.version = version
        super().__init__(f"version is {version} by now")


class Conflict(CommerceError):
    """The value is taken."""

    code = "taken"

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field)


@dataclass(frozen=True, slots=True)
class Short:
    """A SKU that there is too little of."""

    sku: str
    wanted: int
    left: int


class OutOfStock(CommerceError):
    """Each short SKU and what is left of it."""

    code = "out_of_stock"

    def __init__(self, short: Iterable[Short]) -> None:
        self.short = tuple(short)
        super().__init__(", ".join(f"{s.sku}: {s.left} left of {s.wanted}" for s in self.short))


class PriceChanged(CommerceError):
    """The order costs something else by now."""

    code = "price_changed"

    def __init__(self, expected: Money, actual: Money) -> None:
        self.expected = expected
        self.actual = actual
        super().__init__(f"expected {expected}, is {actual}")


class IdempotencyKeyReused(CommerceError):
    """The key came before, with another body."""

    code = "idempotency_key_reused"


class MoveRefused(CommerceError):
    """A state may not change that way."""

    code = "move_refused"

    def __init__(self, what: str, state: str, to: str) -> None:
        self.what = what
        self.state = state
        self.to = to
        super().__init__(f"{what}: {state} -> {to}")


class OrderingPaused(CommerceError):
    """The merchant takes no orders now."""

    code = "ordering_paused"


class CouponRefused(CommerceError):
    """This coupon does not apply; `missing`: what the goods cost too little for it."""

    code = "coupon_refused"

    def __init__(self, cause: str, missing: Money | None = None) -> None:
        self.cause = cause
        self.missing = missing
        super().__init__(cause)


class PaymentRefused(CommerceError):
    """The provider said no: `cause` tells why, `field` which detail to mend, if any."""

    code = "payment_refused"

    def __init__(self, cause: str, field: str | None = None) -> None:
        self.cause = cause
        self.field = field
        super().__init__(cause)
