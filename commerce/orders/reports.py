"""What a provider reports of a payment, ready to be applied, and which of it may be believed."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from commerce import clock
from commerce.db.arrays import Texts, Uuids
from commerce.db.direct import Connection, Numbered
from commerce.errors import CommerceError, NotFound, PaymentRefused
from commerce.money import Money
from commerce.payments.gateways import PaymentReport
from commerce.payments.models import Payment

REPEATED = "repeated"
_ATTEMPTS = Numbered("""
SELECT id, shop_id, order_id, order_number, provider, provider_ref, amount_minor, currency
  FROM payments WHERE id = ANY(%(ids)b::uuid[])
""")
_EVENTS = Numbered("""
SELECT provider, provider_event, outcome FROM payment_events
 WHERE provider = ANY(%(providers)b::text[]) AND provider_event = ANY(%(events)b::text[])
""")


@dataclass(frozen=True, slots=True, eq=False)
class Reported:
    """A provider's report of one attempt. `raw`: what it said."""

    report: PaymentReport
    payment_id: UUID
    provider: str
    raw: dict[str, Any]
    received_at: datetime

    @classmethod
    def of(cls, report: PaymentReport, provider: str, raw: dict[str, Any]) -> "Reported":
        """The report as it came in just now. Raises NotFound for a reference that is none of ours."""
        try:
            payment_id = UUID(report.reference)
        except ValueError:
            raise NotFound("payment") from None
        told = raw or {name: str(value) for name, value in asdict(report).items()}
        return cls(report, payment_id, provider, told, clock.now())

    @property
    def name(self) -> tuple[str, str]:
        """The event's whole name."""
        return (self.provider, self.event)

    @property
    def succeeded(self) -> bool:
        """Whether the money was paid."""
        return self.report.status == "succeeded"

    @property
    def kind(self) -> str:
        """What kind of event it is."""
        return f"payment.{self.report.status}"

    @property
    def event(self) -> str:
        """Its name, which is kept once: the provider's own, or what its answer amounts to."""
        told = self.report
        return told.event_id or f"query:{told.provider_ref}:{told.status}"


@dataclass(frozen=True, slots=True)
class Attempt:
    """The attempt that a report is about, as far as nothing changes it any more."""

    id: UUID
    shop_id: UUID
    order_id: UUID
    order_number: str
    provider: str
    provider_ref: str | None
    amount_minor: int
    currency: str

    def check(self, reported: Reported) -> None:
        """Whether the report is about this attempt. Raises NotFound, PaymentRefused."""
        report = reported.report
        if reported.provider != self.provider:
            raise NotFound("payment")
        unnamed = not report.provider_ref and report.status == "failed"
        if self.provider_ref not in (None, report.provider_ref) and not unnamed:
            raise NotFound("payment")
        if report.amount != Money(self.amount_minor, self.currency):
            raise PaymentRefused("amount_differs")


Verdict = Attempt | CommerceError | str


async def judge(connection: Connection, reports: Sequence[Reported]) -> list[Verdict]:
    """For each its attempt, or why it is not believed, or that its event was here before."""
    asked = {"ids": Uuids([reported.payment_id for reported in reports])}
    attempts = {row[0]: Attempt(*row) for row in await _ATTEMPTS.run(connection, asked)}
    known = await outcomes_of(connection, reports)
    return [_verdict(reported, attempts, known) for reported in reports]


def _verdict(
    reported: Reported, attempts: Mapping[UUID, Attempt], known: Container[tuple[str, str]]
) -> Verdict:
    attempt = attempts.get(reported.payment_id)
    if attempt is None:
        return NotFound("payment")
    try:
        attempt.check(reported)
    except CommerceError as refused:
        return refused
    return REPEATED if reported.name in known else attempt


async def outcomes_of(
    connection: Connection, reports: Sequence[Reported]
) -> dict[tuple[str, str], str]:
    """What came of those events that were here before, by provider and event."""
    asked = {
        "providers": Texts({reported.provider for reported in reports}),
        "events": Texts([reported.event for reported in reports]),
    }
    found = await _EVENTS.run(connection, asked)
    return {(provider, event): outcome for provider, event, outcome in found}


def facts_of(payment: Payment) -> dict[str, Any]:
    """What the order's timeline says of an attempt."""
    facts = {
        "payment": str(payment.id),
        "method": payment.method,
        "minor": payment.amount_minor,
        "currency": payment.currency,
        "cause": payment.cause,
        "field": payment.field,
    }
    return {name: value for name, value in facts.items() if value != ""}
