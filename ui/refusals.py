"""What the shop refused, in words: one sentence, and one for each field at fault."""

from collections.abc import Callable
from dataclasses import dataclass, field

from commerce import errors
from commerce.catalog.kinds.inputs import problem_words
from commerce.catalog.texts import localized as in_language
from commerce.errors import CommerceError, Problem
from ui.amounts import money_text
from ui.problem_words import PROBLEMS
from ui.texts import _, plural, spoken


@dataclass(frozen=True)
class Refusal:
    """A refusal as a State holds it. `code` is stable; `facts` are for pages that show more.

    `facts`: out_of_stock {sku: left}, stale_edit {field: what stands now}; `version`: of the row
    that stands now.
    """

    code: str
    sentence: str
    fields: dict[str, str] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    retry_after: int = 0
    version: int = 0


def refusal_of(error: CommerceError) -> Refusal:
    """`error` in the spoken language."""
    fields: dict[str, str] = {}
    facts: dict[str, str] = {}
    match error:
        case errors.InvalidInput():
            for problem in error.problems:
                fields.setdefault(problem.field, problem_sentence(problem))
        case errors.Conflict():
            fields[error.field] = sentence(error)
        case errors.CouponRefused():
            fields["coupon"] = sentence(error)
        case errors.PaymentRefused() if error.field:
            fields[error.field] = sentence(error)
        case errors.OutOfStock():
            facts = {short.sku: str(short.left) for short in error.short}
        case errors.StaleEdit():
            facts = {name: str(value) for name, value in error.theirs.items()}
        case _:
            pass
    retry_after = getattr(error, "retry_after", 0)
    version = getattr(error, "version", 0)
    return Refusal(error.code, sentence(error), fields, facts, int(retry_after), int(version))


def unexpected(reference: str) -> Refusal:
    """Something of ours broke; the log has it under `reference`."""
    words = _(
        "Something went wrong on our side. Please try again. Reference: {reference}",
        reference=reference,
    )
    return Refusal("unexpected", words)


def sentence(error: CommerceError) -> str:
    """The whole refusal in one sentence."""
    match error:
        case errors.InvalidInput():
            return _invalid(error)
        case errors.TooMany() | errors.Busy():
            return _wait(error)
        case errors.OutOfStock():
            return _short(error)
        case errors.PriceChanged():
            return _(
                "The total is now {actual}; it was {expected}.",
                actual=money_text(error.actual),
                expected=money_text(error.expected),
            )
        case errors.TooManyUnpaid():
            return plural(
                "One order waits for its payment. Pay or cancel it first.",
                "{count} orders wait for their payment. Pay or cancel one first.",
                error.most,
            )
        case errors.Conflict():
            return _taken(error.field)
        case errors.CouponRefused():
            return _coupon(error)
        case errors.PaymentRefused():
            return _payment(error.cause)
        case _:
            return _plain(error.code)


def problem_sentence(problem: Problem) -> str:
    """What is wrong with one field."""
    facts = dict(problem.facts)
    blank = problem.code == "string_too_short" and facts.get("min_length") == "1"
    own = problem_words().get(problem.code)
    if own is not None:  # a kind's file brings its own words
        return in_language(own, spoken())
    words = PROBLEMS.get("missing" if blank else problem.code)
    if words is None:
        return _("This is not in the right form.")
    try:
        return words().format(**facts)
    except KeyError:  # a validator of ours that gives no facts
        return _("This is not in the right form.")


def _invalid(error: errors.InvalidInput) -> str:
    whole = [problem for problem in error.problems if not problem.field]
    if whole:
        return problem_sentence(whole[0])
    return plural(
        "One entry needs another look.", "{count} entries need another look.", len(error.problems)
    )


def _wait(error: errors.TooMany | errors.Busy) -> str:
    if isinstance(error, errors.Busy):
        return _("The shop is very busy just now. Please try again in a moment.")
    if error.retry_after < 120:
        return plural(
            "Too many tries. Please wait one second.",
            "Too many tries. Please wait {count} seconds.",
            max(1, error.retry_after),
        )
    minutes = -(-error.retry_after // 60)
    return plural(
        "Too many tries. Please wait one minute.",
        "Too many tries. Please wait {count} minutes.",
        minutes,
    )


def _short(error: errors.OutOfStock) -> str:
    if len(error.short) != 1:
        return _("Some items are no longer available in that quantity.")
    if error.short[0].left <= 0:
        return _("This item is sold out.")
    return plural("Only one is left.", "Only {count} are left.", error.short[0].left)


def _taken(field_name: str) -> str:
    known: dict[str, Callable[[], str]] = {
        "email": lambda: _("There is an account with this e-mail already. Log in instead?"),
        "phone": lambda: _("There is an account with this phone number already. Log in instead?"),
        "member": lambda: _("They are on the staff already."),
        "sku": lambda: _("This SKU is in use already."),
        "slug": lambda: _("This address is in use already."),
        "tax_class": lambda: _("This class has a rate for this place already."),
        "saved_view": lambda: _("You have a view of this name already."),
        "zone_in_use": lambda: _("The prices of a way of delivery name this zone."),
    }
    last = field_name.rpartition(".")[2]
    return known.get(last, lambda: _("This is taken already."))()


def _coupon(error: errors.CouponRefused) -> str:
    if error.missing is not None:
        missing = money_text(error.missing)
        return _("Add {missing} more to use this code.", missing=missing)
    known: dict[str, Callable[[], str]] = {
        "unknown": lambda: _("There is no such code."),
        "expired": lambda: _("This code has expired."),
        "not_yet": lambda: _("This code is not valid yet."),
        "used_up": lambda: _("This code has been used up."),
        "used_by_you": lambda: _("You have used this code as often as it allows."),
        "discount_is_better": lambda: _("The discount that you get already saves more."),
        "delivery_is_free": lambda: _("Your delivery is free without this code."),
        "no_delivery": lambda: _("This code is for delivery, and nothing here is delivered."),
    }
    return known.get(error.cause, lambda: _("This code does not apply to your order."))()


def _payment(cause: str) -> str:
    known: dict[str, Callable[[], str]] = {
        "insufficient_funds": lambda: _("The payment was declined: not enough money on it."),
        "expired_card": lambda: _("The payment was declined: the card has expired."),
        "cancelled": lambda: _("You cancelled the payment. You can pay again at any time."),
        "timeout": lambda: _("The payment took too long. Nothing was charged; please pay again."),
        "provider_down": lambda: _("The payment provider does not answer. Please try again."),
    }
    return known.get(
        cause, lambda: _("The payment was declined. Please try again or pay another way.")
    )()


def _plain(code: str) -> str:
    known: dict[str, Callable[[], str]] = {
        "not_found": lambda: _("There is nothing here any more."),
        "not_signed_in": lambda: _("Please log in first."),
        "not_allowed": lambda: _("You may not do this. Ask the owner of the shop for the right."),
        "stale_edit": lambda: _("Somebody else saved this first. Compare both before you save."),
        "idempotency_key_reused": lambda: _("This was sent before with other contents."),
        "move_refused": lambda: _("This is not possible in the present state any more."),
        "ordering_paused": lambda: _("The shop takes no orders at the moment."),
        "channel_down": lambda: _("The message could not be sent just now. Please try again."),
        "message_refused": lambda: _("The message cannot be delivered to this address."),
        "wrong_login": lambda: _("The log-in or the password is not right."),
        "wrong_code": lambda: _("This code is not right, or it has expired."),
    }
    return known.get(code, lambda: _("This is not possible."))()
