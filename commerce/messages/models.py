"""The table of messages."""

# SQLModel types __tablename__ as a declared_attr; a plain string is what it documents.
# pyright: reportAssignmentType=false

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text

from commerce.db.columns import OfShop, id_field, moment, moment_now, sealed, state_field


class MessageState(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class Message(OfShop, table=True):
    """One message. `about` names its event, so that a repeat writes no second one.

    `secret`: it holds a code or a reset link, for the owner's eyes alone and in demo mode alone.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("shop_id", "about", "channel", name="messages_once"),
        Index("messages_newest", "shop_id", "id"),
        Index("messages_of_order", "shop_id", "order_id"),
        Index(
            "messages_provider_ref",
            "channel",
            "provider_ref",
            postgresql_where=text("provider_ref <> ''"),
        ),
    )

    id: UUID = id_field()
    about: str
    channel: str
    kind: str
    secret: bool = False
    recipient_sealed: bytes = sealed(nullable=False)
    subject: str = ""
    body_sealed: bytes = sealed(nullable=False)
    order_id: UUID | None = None
    state: str = state_field(default=MessageState.QUEUED, nullable=False)
    attempts: int = 0
    failure: str = ""
    provider_ref: str = ""
    created_at: datetime = moment_now(nullable=False)
    sent_at: datetime | None = moment(default=None)
