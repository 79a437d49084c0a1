"""Codes by SMS: six digits, five minutes, five tries, a new one after a minute."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlmodel import col, delete, select, update

from commerce import clock
from commerce.db.session import Session, kept_apart
from commerce.errors import InvalidInput
from commerce.ids import new_id
from commerce.limits import Limit, count
from commerce.messages.writing import NewMessage, write
from commerce.people.contacts import phone_e164, phone_index
from commerce.people.models import VerificationCode
from commerce.people.texts import CODE, worded
from commerce.secrecy import blind_index
from commerce.shops.queries import ShopView

DIGITS = 6
LIFE = timedelta(minutes=5)
TRIES = 5
RESEND_SECONDS = 60


class Purpose(StrEnum):
    """What a code is good for."""

    LOG_IN = "log_in"
    VERIFY_PHONE = "verify_phone"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a purpose, no password


@dataclass(frozen=True, slots=True)
class SentCode:
    """A code on its way to `phone` (E.164)."""

    phone: str
    resend_seconds: int = RESEND_SECONDS


def read_phone(text: str, country: str, field: str = "phone") -> str:
    """A phone in E.164. Raises InvalidInput."""
    if not text.strip():
        raise InvalidInput.of(field, "required")
    try:
        return phone_e164(text[:32], country)
    except ValueError:
        raise InvalidInput.of(field, "phone") from None


async def send_code(
    session: Session, shop: ShopView, purpose: Purpose, phone: str, *, locale: str, client_ip: str
) -> SentCode:
    """Text a new code; older ones for the same purpose end. Raises InvalidInput, TooMany."""
    number = read_phone(phone, shop.country)
    subject = phone_index(number)
    await count(Limit.CODE_PHONE, f"{shop.id}:{subject.hex()}")
    await count(Limit.CODE_IP, client_ip)
    code = new_code()
    row = await keep_code(session, purpose, subject, code, LIFE)
    minutes = int(LIFE.total_seconds() // 60)
    title, text = worded(CODE, locale, shop=shop.name, code=code, minutes=minutes)
    await write(
        session,
        NewMessage(f"code:{row.id}", "sms", "code", number, title, text, secret=True),
    )
    return SentCode(number)


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


async def keep_code(
    session: Session, purpose: Purpose, subject: bytes, code: str, life: timedelta
) -> VerificationCode:
    """Keep a new code's hash; older ones of that subject for the same purpose end."""
    row = VerificationCode(
        id=new_id(),
        purpose=purpose,
        subject_index=subject,
        code_hash=_hash(code, subject),
        expires_at=clock.now() + life,
    )
    await end_codes(session, purpose, subject)
    session.add(row)
    await session.flush()
    return row


async def end_codes(session: Session, purpose: Purpose, *subjects: bytes) -> None:
    """Let the codes of these subjects be good for nothing."""
    await session.exec(
        delete(VerificationCode).where(
            col(VerificationCode.subject_index).in_(subjects),
            col(VerificationCode.purpose) == purpose,
        )
    )


async def use_code(session: Session, purpose: Purpose, phone: str, code: str) -> None:
    """Spend the code that was sent to `phone` (E.164). Raises InvalidInput at 'code'."""
    digits = "".join(sign for sign in code[:32] if sign.isdecimal())
    await spend_code(session, purpose, phone_index(phone), digits)


async def spend_code(session: Session, purpose: Purpose, subject: bytes, code: str) -> None:
    """Spend what was sent to whom `subject` is the index of. Raises InvalidInput at 'code'.

    A try counts even though the caller's transaction is rolled back by the refusal.
    """
    async with kept_apart(session.shop_id) as apart:
        tried = await apart.exec(
            update(VerificationCode)
            .where(
                col(VerificationCode.subject_index) == subject,
                col(VerificationCode.purpose) == purpose,
                col(VerificationCode.used_at).is_(None),
                col(VerificationCode.expires_at) > clock.now(),
                col(VerificationCode.tries) < TRIES,
                col(VerificationCode.shop_id) == session.shop_id,
            )
            .values(tries=col(VerificationCode.tries) + 1)
            .returning(col(VerificationCode.id), col(VerificationCode.code_hash))
        )
        found = tried.first()
    if found is None:
        raise InvalidInput.of("code", await _why_not(session, subject, purpose))
    if not hmac.compare_digest(found[1], _hash(code, subject)):
        raise InvalidInput.of("code", "wrong_code")
    spent = await session.exec(
        update(VerificationCode)
        .where(col(VerificationCode.id) == found[0], col(VerificationCode.used_at).is_(None))
        .values(used_at=clock.now())
    )
    if spent.rowcount != 1:
        raise InvalidInput.of("code", "wrong_code")


async def _why_not(session: Session, subject: bytes, purpose: Purpose) -> str:
    found = select(VerificationCode.tries).where(
        VerificationCode.subject_index == subject,
        VerificationCode.purpose == purpose,
        VerificationCode.expires_at > clock.now(),
    )
    tries = (await session.exec(found)).first()
    return "code_tries" if tries is not None and tries >= TRIES else "wrong_code"


def _hash(code: str, subject: bytes) -> bytes:
    """Keyed: a million codes are tried in no time by whoever reads the table."""
    return blind_index("code", f"{subject.hex()}:{code}")
