"""The shop's bank account that customers transfer to, sealed as it lies in the database."""

from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlmodel import select

from commerce.db.session import Session
from commerce.payments.registry import BANK, OWN_METHODS
from commerce.people.contacts import Plain
from commerce.secrecy import seal, unseal
from commerce.shops.models import PaymentMethod

DAYS = 5  # that a transfer is waited for where the merchant says nothing else
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80),
    Plain,
]


class BankAccount(BaseModel):
    """Whose account it is, at which bank, under which number."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    holder: Line
    bank: Line
    number: Line

    def sealed(self) -> bytes:
        """As it is kept."""
        return seal(self.model_dump())

    @classmethod
    def opened(cls, sealed: bytes | None) -> Self | None:
        """What was kept, if anything was."""
        return cls.model_validate(unseal(sealed)) if sealed else None


@dataclass(frozen=True, slots=True)
class Transfers:
    """How a shop takes bank transfers."""

    account: BankAccount
    days: int


async def transfers_of(session: Session) -> Transfers | None:
    """Of the session's shop; None before its merchant has given an account."""
    [code] = [code for code, provider in OWN_METHODS.items() if provider == BANK]
    row = (
        await session.exec(select(PaymentMethod).where(PaymentMethod.code == code))
    ).one_or_none()
    account = BankAccount.opened(row.details_sealed) if row else None
    return Transfers(account, row.days or DAYS) if row and account else None
