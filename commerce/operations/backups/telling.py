"""What owners are written when a backup, or the proof of one, failed: once a day at most."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, or_, select

from commerce import clock
from commerce.db.session import transaction, transaction_over_all_shops
from commerce.messages.writing import NewMessage, write
from commerce.people.models import Membership, Role, Staff
from commerce.people.texts import Words, worded
from commerce.queue import queue
from commerce.settings import settings
from commerce.shops.models import Shop

_BACKUP: Words = {
    "en": (
        "The backup of {shop} failed",
        "No backup could be made.\n\n{cause}\n\nIt is tried again every hour. How it stands: {link}",
    ),
    "zh": (
        "{shop}的备份失败",
        "备份未能完成。\n\n{cause}\n\n系统每小时会自动重试。查看状态：{link}",
    ),
}
_PROOF: Words = {
    "en": (
        "A backup of {shop} could not be restored",
        (
            "The newest backup was restored on trial, and that failed: do not rely on it.\n\n{cause}"
            "\n\nIt is tried again every hour. How it stands: {link}"
        ),
    ),
    "zh": (
        "{shop}的备份未能恢复",
        "最新备份的恢复演练失败，请勿依赖该备份。\n\n{cause}\n\n系统每小时会自动重试。查看状态：{link}",
    ),
}
TEXTS = {"backup": _BACKUP, "proof": _PROOF}


async def tell_owners(what: str, cause: str) -> None:
    """Write to every owner of every shop by mail; `what`: 'backup' or 'proof'."""
    async with queue.open_async():
        for shop_id in await _shops():
            async with transaction(shop_id) as session:
                shop = (await session.exec(select(Shop).where(Shop.id == shop_id))).one()
                owners = (await session.exec(_owners())).all()
                await write(session, *_letters(what, cause, shop.name, owners))


async def _shops() -> Sequence[UUID]:
    async with transaction_over_all_shops() as session:
        return (await session.exec(select(Shop.id))).all()


def _owners():  # noqa: ANN202  # pyright: ignore[reportUnknownParameterType]
    now = clock.now()
    return (
        select(Staff)
        .join(Membership, col(Membership.staff_id) == col(Staff.id))
        .where(
            Membership.role == Role.OWNER,
            col(Membership.disabled_at).is_(None),
            or_(col(Membership.expires_at).is_(None), col(Membership.expires_at) > now),
            col(Staff.disabled_at).is_(None),
        )
    )


def _letters(what: str, cause: str, shop: str, owners: Sequence[Staff]) -> list[NewMessage]:
    link = f"{settings().public_url}/admin/settings/backups/"
    letters: list[NewMessage] = []
    for owner in owners:
        subject, body = worded(TEXTS[what], owner.locale, shop=shop, cause=cause, link=link)
        about = f"{what}_failed:{clock.now():%Y-%m-%d}:{owner.id}"  # once a day and owner
        letters.append(NewMessage(about, "email", f"{what}_failed", owner.email, subject, body))
    return letters
