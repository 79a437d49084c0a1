"""What the shop refused, in words: one sentence, and one for each field at fault."""

from collections.abc import Callable
from dataclasses import dataclass, field

from commerce import errors
from commerce.catalog.kinds.inputs import problem_words
from commerce.catalog.texts import localized as in_language
from commerce.errors import CommerceError, Problem
from ui.amounts import money_text
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
    words = _problems().get("missing" if blank else problem.code)
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


def _problems() -> dict[str, Callable[[], str]]:
    needed: Callable[[], str] = lambda: _("Please fill this in.")  # noqa: E731
    whole: Callable[[], str] = lambda: _("Please enter a whole number.")  # noqa: E731
    number: Callable[[], str] = lambda: _("Please enter a number.")  # noqa: E731
    return {
        "missing": needed,
        "required": needed,
        "string_too_short": lambda: _("Please enter at least {min_length} characters."),
        "string_too_long": lambda: _("Please enter at most {max_length} characters."),
        "too_short": lambda: _("Please choose at least {min_length}."),
        "too_long": lambda: _("Please choose at most {max_length}."),
        "int_parsing": whole,
        "int_type": whole,
        "int_from_float": whole,
        "decimal_parsing": number,
        "float_parsing": number,
        "finite_number": number,
        "greater_than_equal": lambda: _("The smallest possible number is {ge}."),
        "less_than_equal": lambda: _("The largest possible number is {le}."),
        "greater_than": lambda: _("Please enter a number above {gt}."),
        "less_than": lambda: _("Please enter a number below {lt}."),
        "control_characters": lambda: _("Please leave out invisible control characters."),
        "phone": lambda: _("This is not a phone number we know. Example: 138 0013 8000"),
        "email": lambda: _("This is not an e-mail address. Example: name@example.com"),
        "phone_or_email": lambda: _("Please give a phone number or an e-mail address."),
        "wrong_login": lambda: _("The log-in or the password is not right."),
        "wrong_code": lambda: _("This code is not right, or it has expired."),
        "old_link": lambda: _("This link was used before, or it has expired. Ask for a new one."),
        "wrong_password": lambda: _("This is not your present password."),
        "address_book_full": lambda: _("The address book is full. Delete one first."),
        "code_tries": lambda: _("Too many wrong tries. Please ask for a new code."),
        "password_short": lambda: _("Please use at least {at_least} characters."),
        "password_long": lambda: _("Please use at most {at_most} characters."),
        "password_common": lambda: _("This password is among the first that thieves try."),
        "password_like_you": lambda: _("Please do not use your own e-mail, phone or name."),
        "terms": lambda: _("Please agree to the terms first."),
        "unknown": lambda: _("There is no such thing to choose."),
        "enum": lambda: _("There is no such thing to choose."),
        "literal_error": lambda: _("There is no such thing to choose."),
        "currency": lambda: _("There is no such currency."),
        "empty_cart": lambda: _("Your cart is empty"),
        "unknown_payment_method": lambda: _("This way to pay is not on offer."),
        "unknown_delivery_method": lambda: _("This way of delivery is not on offer any more."),
        "not_delivered_there": lambda: _("This way of delivery does not go to that country."),
        "unknown_sku": lambda: _("This is not sold any more."),
        "quantity_range": lambda: _("Choose from {min} to {max}."),
        "unknown_line": lambda: _("The order has no such line."),
        "more_than_left": lambda: _("At most {left} are left."),
        "nothing_to_refund": lambda: _("Choose at least one piece or the delivery."),
        "currency_fixed": lambda: _("The currency stays once there are orders."),
        "time_zone": lambda: _("There is no such time zone."),
        "last_owner": lambda: _("Somebody has to own the shop. Make another owner first."),
        "yourself": lambda: _("Not for yourself: another owner can do this."),
        "member_disabled": lambda: _("Let them in again first."),
        "works_elsewhere": lambda: _("They work for another shop too and log in with that."),
        "in_the_past": lambda: _("This day is over already."),
        "order_number": lambda: _("This number has a typing mistake."),
        "string_pattern_mismatch": lambda: _(
            "Only letters and digits without spaces, and - please."
        ),
        "amount": lambda: _("Please enter an amount such as 12.50, without a currency sign."),
        "percent": lambda: _("Please enter percents from 0 to 100 such as 7.5, without the sign."),
        "days_turned_round": lambda: _("The longest time must not be shorter than the shortest."),
        "countries": lambda: _("{code} is no country code. Example: CN, JP, SG"),
        "places": lambda: _("{place} is no place. Example: CN, or CN:上海 for a region"),
        "unknown_zone": lambda: _("There is no zone {zone}. Zones stand below the ways."),
        "night_needs_cut_off": lambda: _("Delivery at night needs an hour to order by."),
        "period_turned_round": lambda: _("The end must come after the beginning."),
        "moment": lambda: _("Please enter a day and a time."),
        "off_above_from": lambda: _("No more than the amount that it begins at."),
        "amount_missing": lambda: _("Please enter what it takes off."),
        "percent_missing": lambda: _("Please enter the percents."),
        "below_uses": lambda: _("It was used {uses} times already."),
        "hours_in_half": lambda: _("Please give both hours."),
        "rate_line": lambda: _("Line {line} is not in the right form."),
        "compare_at_not_above": lambda: _("The price before must be above the price."),
        "sku_twice": lambda: _("Another variant here has this SKU."),
        "options_twice": lambda: _("Another variant here has the same options."),
        "nothing_to_sell": lambda: _(
            "Before you publish it: add a variant for sale, with a price."
        ),
        "stock_out_of_range": lambda: _("There are {left} now; the new level may be 0 to {most}."),
        "category_filled": lambda: _("There are still products in this category, drafts included."),
        "not_refundable": lambda: _("This is not refunded once it was delivered."),
        "counted_by_keys": lambda: _("It is counted by its keys. Add keys instead."),
        "too_many_keys": lambda: _("At most {most} keys at once, please."),
        "key_too_long": lambda: _("Line {line} is too long: at most {most} characters."),
        "key_unreadable": lambda: _("Line {line} holds signs that cannot be read."),
        "kind_without_file": lambda: _("What is sold here has no file."),
        "text_size": lambda: _("This text is too large: at most {most} MB."),
        "file_type": lambda: _("Please choose a file of one of these types: {types}."),
        "file_size": lambda: _("Please choose a file that is not empty, of at most {most} MB."),
        "file_not_its_type": lambda: _("This is no {ending} file inside."),
        "file_missing": lambda: _("Upload the file of each variant first."),
        "not_utf8": lambda: _("Please save it as plain text in UTF-8."),
        "not_sold_by_keys": lambda: _("This is not sold by keys."),
        "not_counted": lambda: _("There is no stock to count of this kind."),
    }
