"""Which shop a host name leads to, and what a shop is set to."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from commerce.db.session import Session, transaction_over_all_shops
from commerce.errors import NotFound
from commerce.kept import Kept
from commerce.settings import settings
from commerce.shops.models import PaymentMethod, Shop, ShopHost

_FRESH_SECONDS = 5.0
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class WayToPay:
    """What the merchant says of one way to pay; see PaymentMethod."""

    code: str
    enabled: bool
    position: int
    most_minor: int | None = None


@dataclass(frozen=True, slots=True)
class ShopView:
    """A shop's settings, as everything else needs them."""

    id: UUID
    slug: str
    name: str
    currency: str
    time_zone: str
    country: str
    locale: str
    hold_minutes: int
    unpaid_most: int
    prices_include_tax: bool
    ordering_paused: bool
    tell_all_waiting: bool
    terms_version: str
    version: int
    ways_to_pay: tuple[WayToPay, ...] = ()

    @classmethod
    def of(cls, shop: Shop, ways: Iterable[PaymentMethod] = ()) -> "ShopView":
        """The view of a row and of what is said of its ways to pay."""
        return cls(
            id=shop.id,
            slug=shop.slug,
            name=shop.name,
            currency=shop.currency,
            time_zone=shop.time_zone,
            country=shop.country,
            locale=shop.locale,
            hold_minutes=shop.hold_minutes,
            unpaid_most=shop.unpaid_most,
            prices_include_tax=shop.prices_include_tax,
            ordering_paused=shop.ordering_paused,
            tell_all_waiting=shop.tell_all_waiting,
            terms_version=shop.terms_version,
            version=shop.version,
            ways_to_pay=tuple(
                WayToPay(way.code, way.enabled, way.position, way.most_minor) for way in ways
            ),
        )


@dataclass(frozen=True, slots=True)
class _Directory:
    """All shops, the oldest first, and the hosts that lead to them."""

    shops: tuple[ShopView, ...]
    by_host: dict[str, ShopView]


async def shop_at(host: str) -> ShopView:
    """The shop that a Host header leads to. A sole shop answers to every name.

    With several shops an unknown name leads nowhere (NotFound), but in the demo the machine's own
    names lead to the main shop.
    """
    directory = await _directory.get()
    name = host_name(host)
    if (known := directory.by_host.get(name)) is not None:
        return known
    demo_here = settings().mode == "demo" and name in _HERE
    if directory.shops and (len(directory.shops) == 1 or demo_here):
        return directory.shops[0]
    raise NotFound("shop")


async def shop_by_id(session: Session, shop_id: UUID) -> ShopView:
    """A shop as it is at this moment. Raises NotFound."""
    shop = await session.get(Shop, shop_id)
    if shop is None:
        raise NotFound("shop")
    ways = select(PaymentMethod).where(PaymentMethod.shop_id == shop_id)
    return ShopView.of(shop, await session.exec(ways.order_by(col(PaymentMethod.code))))


async def all_shops() -> tuple[ShopView, ...]:
    """Every shop, the oldest first."""
    return (await _directory.get()).shops


def host_name(host: str) -> str:
    """A Host header without its port, in lower case; IPv6 without brackets."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if host.count(":") == 1 else host


def forget_shops() -> None:
    """Read anew at the next call: after a change in this process."""
    _directory.forget()


async def _read() -> _Directory:
    async with transaction_over_all_shops() as session:
        rows = await session.exec(
            select(Shop, PaymentMethod)
            .join(PaymentMethod, col(PaymentMethod.shop_id) == col(Shop.id), isouter=True)
            .order_by(col(Shop.created_at), col(Shop.id), col(PaymentMethod.code))
        )
        ways: dict[UUID, tuple[Shop, list[PaymentMethod]]] = {}
        for shop, way in rows:
            ways.setdefault(shop.id, (shop, []))[1].extend([way] if way else [])
        hosts = (await session.exec(select(ShopHost))).all()
    by_id = {shop.id: ShopView.of(shop, said) for shop, said in ways.values()}
    by_host = {row.host: by_id[row.shop_id] for row in hosts if row.shop_id in by_id}
    return _Directory(tuple(by_id.values()), by_host)


# A change is seen by all processes within that time.
_directory = Kept(_read, _FRESH_SECONDS)
