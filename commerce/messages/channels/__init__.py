"""What carries a message to a person: one Protocol and its errors.

CommerceError
├── ChannelDown              the carrier does not answer: send again later
├── MessageRefused           the carrier will never take this message: cause and field
└── ReceiptRefused           a delivery receipt that is not from our carrier
"""

from typing import Protocol

from commerce.errors import CommerceError


class ChannelDown(CommerceError):
    """No usable answer came; sending again may send twice."""

    code = "channel_down"

    def __init__(self, channel: str) -> None:
        self.channel = channel
        super().__init__(channel)


class MessageRefused(CommerceError):
    """The carrier understood and said no: sending the same again is pointless."""

    code = "message_refused"

    def __init__(self, cause: str, field: str | None = None) -> None:
        self.cause = cause
        self.field = field
        super().__init__(cause)


class ReceiptRefused(CommerceError):
    """A receipt that must not be believed.

    Reasons: missing_header, bad_signature, too_old, bad_body.
    """

    code = "receipt_refused"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Channel(Protocol):
    """One way to reach a person."""

    @property
    def name(self) -> str:
        """'sms' or 'email'."""
        ...

    async def send(
        self, recipient: str, subject: str, body: str, *, message_id: str | None = None
    ) -> str:
        """Hand the message over and return the carrier's reference for it.

        The same `message_id` again is the same message. Raises ChannelDown or MessageRefused.
        """
        ...
