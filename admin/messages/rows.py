"""Messages in text: to whom, what about, what became of them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from admin.parts.moments import Moment, moment
from commerce.messages.queries import MessageView
from commerce.people.contacts import masked
from ui.parts.badges import Shown
from ui.texts import _

KINDS: dict[str, Callable[[], str]] = {
    "order_placed": lambda: _("Order placed"),
    "order_paid": lambda: _("Paid"),
    "order_paid_late": lambda: _("Paid"),
    "order_pay_at_door": lambda: _("Confirmed, paid at the door"),
    "order_transfer_asked": lambda: _("Waits for a bank transfer"),
    "order_shipped": lambda: _("Parcel shipped"),
    "order_delivered": lambda: _("Parcel delivered"),
    "order_cancelled": lambda: _("Cancelled"),
    "order_expired": lambda: _("Ended unpaid"),
    "order_refunded": lambda: _("Money went back"),
    "order_parcel_corrected": lambda: _("Tracking number corrected"),
    "order_handed_over": lambda: _("Handed over"),
    "order_handed_again": lambda: _("Handed over"),
    "order_campaign_started": lambda: _("Campaign started"),
    "order_campaign_ended": lambda: _("Campaign ended"),
    "welcome": lambda: _("Account opened"),
    "password_changed": lambda: _("Password changed"),
    "reset_link": lambda: _("Link for a new password"),
    "code": lambda: _("Log-in code"),
    "back": lambda: _("It is back in stock"),
}


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message; `body` only where one message is looked at."""

    id: str = ""
    channel: str = ""
    recipient: str = ""
    subject: str = ""
    kind: str = ""
    body: str = ""
    masked: bool = False
    state: str = ""
    attempts: int = 0
    failure: str = ""
    at: Moment = field(default_factory=Moment)
    sent: Moment = field(default_factory=Moment)
    may_send_again: bool = False


def message_row(view: MessageView, zone: str, *, clear: bool, whole: bool = False) -> MessageRow:
    """The row of `view`; `clear`: the reader sees whom it went to; `whole`: with its text."""
    hidden = view.masked or not clear
    return MessageRow(
        id=str(view.id),
        channel=view.channel,
        recipient=masked(view.recipient) if hidden else view.recipient,
        subject=view.subject,
        kind=kind_words(view.kind),
        body=view.body if whole else "",
        masked=view.masked,
        state=view.state,
        attempts=view.attempts,
        failure=failure_words(view.failure) if view.failure else "",
        at=moment(view.created_at, zone),
        sent=moment(view.sent_at, zone) if view.sent_at else Moment(),
        may_send_again=view.state == "failed" and not view.secret and clear,
    )


def channels() -> dict[str, Shown]:
    """The ways that messages go."""
    return {
        "sms": Shown(_("SMS"), "gray", "message-square"),
        "email": Shown(_("E-mail"), "gray", "mail"),
    }


def kind_words(kind: str) -> str:
    """What a message is about."""
    words = KINDS.get(kind)
    return words() if words else kind.replace("_", " ")


def failure_words(failure: str) -> str:
    """Why a message did not go."""
    known: dict[str, Callable[[], str]] = {
        "no_channel": lambda: _("No account is set up for this channel."),
        "channel_down": lambda: _("The carrier did not answer."),
        "recipient_unreachable": lambda: _("The number or mailbox cannot be reached."),
        "undelivered": lambda: _("The carrier could not deliver it."),
        "too_late": lambda: _("Its code would have come too late to be of use."),
    }
    words = known.get(failure)
    if words is None:
        return _("The carrier refused it: {cause}.", cause=failure.replace("_", " "))
    return words()
