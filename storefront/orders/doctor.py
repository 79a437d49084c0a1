"""The payment doctor: why a payment failed, told apart, and what to do next."""

from collections.abc import Callable
from dataclasses import dataclass

from commerce.orders.views import PaymentView
from ui.paying import method_words
from ui.texts import _


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What happened to the last attempt, and the one thing to do about it; '' for nothing."""

    cause: str = ""
    advice: str = ""


def diagnosis(attempt: PaymentView | None) -> Diagnosis:
    """Of the newest attempt to pay, in words."""
    if attempt is None or not attempt.cause:
        return Diagnosis()
    told = _causes().get(attempt.cause, _unknown)()
    if attempt.method == "card":
        return told
    with_method = _(
        "{cause} You had chosen {method}.", cause=told.cause, method=method_words(attempt.method)
    )
    return Diagnosis(with_method, told.advice)


def _causes() -> dict[str, Callable[[], Diagnosis]]:
    return {
        "insufficient_funds": lambda: Diagnosis(
            _("Declined: there is not enough money on it."),
            _("Pay with another card or another method."),
        ),
        "card_expired": lambda: Diagnosis(
            _("Declined: the card's expiry date has passed or is wrong."),
            _("Check the expiry date, or take another card."),
        ),
        "wrong_cvc": lambda: Diagnosis(
            _("Declined: the security code (CVC) is wrong."),
            _("Look for the three digits on the card's back and try again."),
        ),
        "limit_exceeded": lambda: Diagnosis(
            _("Declined: it is more than the limit of your card or account."),
            _("Raise the limit in your bank's app, or pay another way."),
        ),
        "suspected_fraud": lambda: Diagnosis(
            _("Declined: your bank held the payment back to protect you."),
            _("Confirm it in your bank's app or call your bank, then try again."),
        ),
        "provider_down": lambda: Diagnosis(
            _("The payment provider does not answer. Nothing was charged."),
            _("Try again in a minute, or pay another way."),
        ),
        "expired": lambda: Diagnosis(
            _("The payment page was open for too long. Nothing was charged."),
            _("Open a new one; your order still stands."),
        ),
        "cancelled": lambda: Diagnosis(
            _("The payment was broken off. Nothing was charged."),
            _("Pay again whenever you like, while the time below runs."),
        ),
    }


def _unknown() -> Diagnosis:
    return Diagnosis(
        _("The payment did not go through. Nothing was charged."),
        _("Try again, or pay another way."),
    )
