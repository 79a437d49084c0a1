"""Where parcels are: registered with their carrier, its reports applied, what is stale asked for.

A report is always the whole parcel: scans that are known are left, the newest one is its state. So
repeats and reports out of order change nothing.
"""

from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, or_, select

from commerce import clock
from commerce.carriers import CarrierDown, Tracked
from commerce.carriers.registry import carrier
from commerce.db.session import Session, transaction, transaction_over_all_shops
from commerce.errors import NotFound
from commerce.ids import new_id
from commerce.orders.access import order_by_id
from commerce.orders.fulfilling import mark_delivered
from commerce.orders.models import Parcel, ParcelScan
from commerce.orders.timeline import order_topic, orders_topic
from commerce.people.actors import Actor, ActorKind

STALE = timedelta(minutes=5)
BATCH = 50
log = structlog.get_logger()


async def refresh(shop_id: UUID, parcel_id: UUID) -> None:
    """Ask the carrier how a parcel stands, outside of any lock. Raises CarrierDown, NotFound."""
    async with transaction(shop_id) as session:
        parcel = await session.get(Parcel, parcel_id)
    if parcel is None or not parcel.tracker or parcel.delivered_at is not None:
        return
    at = carrier(parcel.tracker)
    if parcel.tracker_ref is None:
        told = await at.register(f"{parcel.id}:{parcel.tracking_number}", parcel.tracking_number)
    else:
        told = await at.query(parcel.tracker_ref)
    await apply(parcel.tracker, told)


async def apply(tracker: str, told: Tracked) -> str:
    """Keep what a carrier told: changed or repeated. Raises NotFound for a parcel not ours."""
    parcel_id = _id_of(told.reference)
    async with transaction_over_all_shops() as session:
        found = await session.get(Parcel, parcel_id)
    if found is None or found.tracker != tracker:
        raise NotFound("parcel")
    async with transaction(found.shop_id) as session:
        order = await order_by_id(session, found.order_id, lock=True)
        parcel = await session.get_one(Parcel, parcel_id, populate_existing=True)
        if not told.reference.endswith(f":{parcel.tracking_number}"):
            return "repeated"  # of a number that was mistyped and mended since
        parcel.tracker_ref = told.ref
        parcel.checked_at = clock.now()
        changed = await _keep(session, parcel, told)
        if changed or parcel.state == "":
            await _newest(session, parcel, told)
        session.tell(order_topic(order.number), orders_topic(order.shop_id))
        if parcel.state == "delivered":
            by = Actor(ActorKind.PROVIDER, None, tracker)
            await mark_delivered(session, order.number, parcel.id, by)
        return "changed" if changed else "repeated"


async def ask_stale() -> int:
    """Ask for the parcels that nobody told us of lately; how many there were."""
    async with transaction_over_all_shops() as session:
        due = await session.exec(
            select(Parcel.shop_id, Parcel.id)
            .where(
                Parcel.tracker != "",
                col(Parcel.delivered_at).is_(None),
                or_(
                    col(Parcel.checked_at).is_(None),
                    col(Parcel.checked_at) < clock.now() - STALE,
                ),
            )
            .order_by(col(Parcel.checked_at).nulls_first())
            .limit(BATCH)
        )
        waiting = due.all()
    for shop_id, parcel_id in waiting:
        try:
            await refresh(shop_id, parcel_id)
        except (CarrierDown, NotFound) as refused:  # its data stays as old as it says
            log.warning("parcels.not_asked", parcel=str(parcel_id), code=refused.code)
    return len(waiting)


def _id_of(reference: str) -> UUID:
    try:
        return UUID(reference.partition(":")[0])
    except ValueError:
        raise NotFound("parcel") from None


async def _keep(session: Session, parcel: Parcel, told: Tracked) -> bool:
    """Keep the scans that are new; whether there were any."""
    if not told.scans:
        return False
    rows = [
        {
            "id": new_id(),
            "shop_id": parcel.shop_id,
            "parcel_id": parcel.id,
            "told": scan.told,
            "state": scan.state,
            "place": scan.place,
            "note": scan.note,
            "at": scan.at,
            "received_at": clock.now(),
        }
        for scan in told.scans
    ]
    statement = insert(ParcelScan).values(rows).on_conflict_do_nothing()
    kept = await session.run(statement.returning(col(ParcelScan.id)))
    return bool(kept.all())


async def _newest(session: Session, parcel: Parcel, told: Tracked) -> None:
    """The newest scan is where the parcel is; an older report does not change what is expected."""
    newest = await session.exec(
        select(ParcelScan)
        .where(ParcelScan.parcel_id == parcel.id)
        .order_by(col(ParcelScan.at).desc(), col(ParcelScan.told).desc())
        .limit(1)
    )
    scan = newest.first()
    if scan is None or all(scan.told != one.told for one in told.scans):
        return
    parcel.state = scan.state
    parcel.expected_at, parcel.delayed = told.expected_at, told.delayed
