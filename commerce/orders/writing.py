"""The one statement that writes a batch of orders: all of them, or none and how many reasons.

It locks the levels in the order of their ids and looks whether every variant is there in that
number and sold at the price that was quoted, and nobody over the limit of unpaid orders; a key that
is taken breaks it by its constraint. Each list of values is one array: a batch costs one round trip.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from commerce import clock
from commerce.db.arrays import Bigints, Bools, Bytes, Ints, Jsons, Moments, Texts, Uuids
from commerce.db.direct import Connection, Numbered
from commerce.ids import first_id_of, new_id_bytes
from commerce.orders.new import NewLine, NewOrder, Terms
from commerce.people.actors import ActorKind

LONGEST_UNPAID = timedelta(days=15)  # twice the longest hold of a shop: older orders are settled

_STATEMENT = Numbered("""
WITH demand AS MATERIALIZED (
  SELECT * FROM unnest(%(demand_variant)b::uuid[], %(demand_quantity)b::int[])
    AS demand(variant_id, quantity)
), level AS MATERIALIZED (
  SELECT variant_id, available FROM stock
   WHERE variant_id = ANY(%(demand_variant)b::uuid[]) ORDER BY variant_id FOR UPDATE
), short AS (
  SELECT count(*) AS n FROM demand LEFT JOIN level USING (variant_id)
   WHERE coalesce(available, 0) < quantity
), stale AS (
  SELECT count(*) AS n
    FROM unnest(%(priced_variant)b::uuid[], %(priced_currency)b::text[], %(priced_version)b::int[])
      AS quoted(variant_id, currency, version)
   WHERE version IS DISTINCT FROM (
           SELECT max(prices.version) FROM prices
            WHERE prices.variant_id = quoted.variant_id AND prices.currency = quoted.currency
              AND valid_from <= %(now)b AND (valid_until IS NULL OR valid_until > %(now)b))
      OR NOT EXISTS (
           SELECT FROM variants JOIN products ON products.id = variants.product_id
            WHERE variants.id = quoted.variant_id AND variants.active
              AND products.state = 'active')
), crowd AS (
  SELECT count(*) AS n
    FROM unnest(%(holder_shop)b::uuid[], %(holder_kind)b::int[], %(holder)b::bytea[],
                %(holder_most)b::int[]) AS holder(shop_id, kind, value, most)
   WHERE most < CASE kind
     WHEN 0 THEN (SELECT count(*) FILTER (WHERE status = 'open' AND payment_status = 'unpaid')
       FROM orders WHERE customer_id = encode(value, 'hex')::uuid
         AND id >= %(since)b AND id < ANY (ARRAY[%(until)b::uuid]))
     WHEN 1 THEN (SELECT count(*) FILTER (WHERE status = 'open' AND payment_status = 'unpaid'
           AND shop_id = holder.shop_id) FROM orders WHERE phone_index = value
         AND id >= %(since)b AND id < ANY (ARRAY[%(until)b::uuid]))
     ELSE (SELECT count(*) FILTER (WHERE status = 'open' AND payment_status = 'unpaid'
           AND shop_id = holder.shop_id) FROM orders WHERE email_index = value
         AND id >= %(since)b AND id < ANY (ARRAY[%(until)b::uuid])) END
), refused AS MATERIALIZED (
  SELECT short.n + stale.n + crowd.n AS n FROM short, stale, crowd
), taken AS (
  UPDATE stock SET available = stock.available - demand.quantity FROM demand, refused
   WHERE stock.variant_id = demand.variant_id AND refused.n = 0
  RETURNING stock.variant_id, stock.available
), term AS MATERIALIZED (
  SELECT * FROM unnest(%(term_currency)b::text[], %(term_included)b::bool[],
      %(term_locale)b::text[], %(term_delivery)b::text[], %(term_delivery_name)b::jsonb[],
      %(term_promise)b::jsonb[], %(term_version)b::text[]) WITH ORDINALITY
    AS term(currency, prices_include_tax, locale, delivery_code, delivery_name, promise,
            terms_version, at)
), placed AS MATERIALIZED (
  SELECT placed.* FROM unnest(%(id)b::uuid[], %(shop)b::uuid[], %(number)b::text[],
      %(term)b::int[], %(customer)b::uuid[], %(items)b::bigint[], %(discount)b::bigint[],
      %(delivery)b::bigint[], %(delivery_tax)b::bigint[], %(tax)b::bigint[], %(total)b::bigint[],
      %(name)b::text[], %(sealed)b::bytea[], %(phone)b::bytea[], %(email)b::bytea[],
      %(address)b::bytea[], %(country)b::text[], %(coupon)b::text[],
      %(placed_at)b::timestamptz[], %(hold_until)b::timestamptz[], %(actor_kind)b::text[],
      %(actor_name)b::text[], %(caller)b::text[], %(key)b::text[], %(digest)b::bytea[])
    AS placed(id, shop_id, number, term, customer_id, items, discount, delivery, delivery_tax, tax,
              total, name, sealed, phone, email, address, country, coupon, placed_at, hold_until,
              actor_kind, actor_name, caller, key, digest), refused
   WHERE refused.n = 0
), keys AS (
  INSERT INTO idempotency_keys (shop_id, caller, key, request_hash, order_id, created_at)
  SELECT shop_id, caller, key, digest, id, placed_at FROM placed
), numbers AS (
  INSERT INTO order_numbers (shop_id, number, order_id) SELECT shop_id, number, id FROM placed
), heads AS (
  INSERT INTO orders (shop_id, id, number, customer_id, status, payment_status, fulfilment_status,
      currency, items_minor, discount_minor, delivery_minor, delivery_tax_minor, tax_minor,
      total_minor, paid_minor, refunded_minor, refunded_delivery_minor, prices_include_tax, locale,
      contact_name, contact_sealed, phone_index, email_index, address_sealed, country,
      delivery_code, delivery_name, promise, coupon, terms_version, placed_at, hold_expires_at,
      hold_extended, paid_at, close_reason, event_count, version)
  SELECT shop_id, id, number, customer_id, 'open',
      CASE total WHEN 0 THEN 'paid' ELSE 'unpaid' END, 'unfulfilled', term.currency, items,
      discount, delivery, delivery_tax, tax, total, 0, 0, 0, term.prices_include_tax, term.locale,
      name, sealed, phone, email, address, country, term.delivery_code, term.delivery_name,
      term.promise, coupon, term.terms_version, placed_at, hold_until, false,
      CASE total WHEN 0 THEN placed_at END, '', 1, 2
    FROM placed JOIN term ON term.at = placed.term
), events AS (
  INSERT INTO order_events (shop_id, order_id, n, kind, actor_kind, actor_id, actor_name, facts, at)
  SELECT shop_id, id, 1, 'placed', actor_kind, customer_id, actor_name,
      ('{"total":' || total || '}')::jsonb, placed_at FROM placed
), sold AS MATERIALIZED (
  SELECT * FROM unnest(%(sold_shop)b::uuid[], %(sold_product)b::uuid[], %(sold_variant)b::uuid[],
      %(sold_sku)b::text[], %(sold_kind)b::text[], %(sold_name)b::jsonb[], %(sold_options)b::jsonb[],
      %(sold_picture)b::uuid[], %(sold_description)b::int[], %(sold_unit)b::bigint[],
      %(sold_version)b::int[], %(sold_units)b::int[], %(sold_counted)b::bool[]) WITH ORDINALITY
    AS sold(shop_id, product_id, variant_id, sku, kind, name, options, picture_id,
            description_version, unit, price_version, units, counted, at)
), line AS MATERIALIZED (
  SELECT line.* FROM unnest(%(line_order)b::uuid[], %(line_n)b::int[], %(line_sold)b::int[],
      %(line_quantity)b::int[], %(line_discount)b::bigint[], %(line_ppm)b::int[],
      %(line_tax)b::bigint[], %(line_total)b::bigint[], %(line_inputs)b::jsonb[],
      %(line_change)b::uuid[])
    AS line(order_id, n, sold, quantity, discount, ppm, tax, total, inputs, change_id), refused
   WHERE refused.n = 0
), lines AS (
  INSERT INTO order_lines (shop_id, order_id, n, product_id, variant_id, sku, kind, name, options,
      picture_id, description_version, quantity, units, unit_minor, price_version, discount_minor,
      tax_ppm, tax_minor, total_minor, inputs, fulfilled, refunded, refunded_minor, restocked)
  SELECT sold.shop_id, order_id, n, product_id, variant_id, sku, kind, name, options, picture_id,
      description_version, quantity, units, unit, price_version, discount, ppm, tax, total, inputs,
      0, 0, 0, 0
    FROM line JOIN sold ON sold.at = line.sold
), changes AS (
  INSERT INTO stock_ledger (shop_id, id, variant_id, change, reason, order_id, note, at)
  SELECT sold.shop_id, change_id, variant_id, -quantity, 'held', order_id, '', %(now)b
    FROM line JOIN sold ON sold.at = line.sold WHERE counted
)
SELECT refused.n, taken.variant_id, taken.available FROM refused LEFT JOIN taken ON true
""")
_CUSTOMER, _PHONE, _EMAIL = range(3)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who may hold only so many unpaid orders: a customer, a phone or an e-mail."""

    shop_id: UUID
    kind: int
    value: bytes


async def write(connection: Connection, orders: Sequence[NewOrder]) -> dict[UUID, int] | None:
    """Write `orders`, whose keys differ, in the connection's transaction.

    Returns what is left of each variant, or None when something speaks against one of them:
    then nothing was written. Raises psycopg's errors.
    """
    rows = await _STATEMENT.run(connection, _values(orders))
    if rows[0][0]:
        return None
    # Where nothing of the batch is counted, the answer is one row without a variant.
    return {variant: available for _, variant, available in rows if variant is not None}


def demand_of(orders: Iterable[NewOrder]) -> dict[UUID, int]:
    """How many of each variant they want together, in the order of the variants' ids."""
    wanted: Counter[UUID] = Counter()
    for order in orders:
        for line in order.lines:
            if line.variant.available is not None:  # else nothing runs out
                wanted[line.variant.variant_id] += line.quantity
    return dict(sorted(wanted.items()))


def holders_of(order: NewOrder) -> list[Holder]:
    """Who holds `order` until it is paid: nobody when there is nothing to pay."""
    if not order.total_minor:
        return []
    shop_id, customer_id = order.terms.shop_id, order.caller.customer_id
    return [
        Holder(shop_id, kind, value)
        for kind, value in (
            (_CUSTOMER, customer_id.bytes if customer_id else None),
            (_PHONE, order.phone_index),
            (_EMAIL, order.email_index),
        )
        if value
    ]


def oldest_unpaid() -> UUID:
    """The smallest id that an unpaid order may still have."""
    return first_id_of(clock.now() - LONGEST_UNPAID)


def past_newest() -> UUID:
    """An id greater than that of any order: partitions of later months are not looked at."""
    return first_id_of(clock.now() + timedelta(hours=1))


def _values(orders: Sequence[NewOrder]) -> dict[str, Any]:
    demand = demand_of(orders)
    return {
        "now": clock.now(),
        "since": oldest_unpaid(),
        "until": past_newest(),
        "demand_variant": Uuids(demand),
        "demand_quantity": Ints(demand.values()),
        **_holders(orders),
        **_heads(orders),
        **_lines(orders),
    }


def _holders(orders: Sequence[NewOrder]) -> dict[str, Any]:
    """Each holder with how many unpaid orders may stand before this batch."""
    counts: Counter[Holder] = Counter()
    most: dict[Holder, int] = {}
    for order in orders:
        for holder in holders_of(order):
            counts[holder] += 1
            most[holder] = order.terms.unpaid_most
    return {
        "holder_shop": Uuids([holder.shop_id for holder in counts]),
        "holder_kind": Ints([holder.kind for holder in counts]),
        "holder": Bytes([holder.value for holder in counts]),
        "holder_most": Ints(most[holder] - count for holder, count in counts.items()),
    }


def _heads(orders: Sequence[NewOrder]) -> dict[str, Any]:
    terms: dict[Terms, int] = {}
    for order in orders:
        terms.setdefault(order.terms, len(terms) + 1)
    return {
        "term_currency": Texts([term.currency for term in terms]),
        "term_included": Bools([term.prices_include_tax for term in terms]),
        "term_locale": Texts([term.locale for term in terms]),
        "term_delivery": Texts([term.delivery_code for term in terms]),
        "term_delivery_name": Jsons([_json(term.delivery_name) for term in terms]),
        "term_promise": Jsons([_json(term.promise) for term in terms]),
        "term_version": Texts([term.terms_version for term in terms]),
        "id": Uuids([o.id for o in orders]),
        "shop": Uuids([o.terms.shop_id for o in orders]),
        "number": Texts([o.number for o in orders]),
        "term": Ints([terms[o.terms] for o in orders]),
        "customer": Uuids([o.caller.customer_id for o in orders]),
        "items": Bigints([o.items_minor for o in orders]),
        "discount": Bigints([o.discount_minor for o in orders]),
        "delivery": Bigints([o.delivery_minor for o in orders]),
        "delivery_tax": Bigints([o.delivery_tax_minor for o in orders]),
        "tax": Bigints([o.tax_minor for o in orders]),
        "total": Bigints([o.total_minor for o in orders]),
        "name": Texts([o.contact_name for o in orders]),
        "sealed": Bytes([o.contact_sealed for o in orders]),
        "phone": Bytes([o.phone_index for o in orders]),
        "email": Bytes([o.email_index for o in orders]),
        "address": Bytes([o.address_sealed for o in orders]),
        "country": Texts([o.country for o in orders]),
        "coupon": Texts([o.coupon for o in orders]),
        "placed_at": Moments([o.placed_at for o in orders]),
        "hold_until": Moments([o.hold_expires_at for o in orders]),
        "actor_kind": Texts([_actor(o) for o in orders]),
        "actor_name": Texts([o.caller.name for o in orders]),
        "caller": Texts([o.caller.scope for o in orders]),
        "key": Texts([o.caller.key for o in orders]),
        "digest": Bytes([o.digest for o in orders]),
    }


def _lines(orders: Sequence[NewOrder]) -> dict[str, Any]:
    lines = [(o, n, line) for o in orders for n, line in enumerate(o.lines, start=1)]
    # A variant's snapshot is sent once, however many orders want it.
    first: dict[tuple[UUID, int, int], NewLine] = {}
    for _, _, line in lines:
        first.setdefault(_snapshot(line), line)
    places = {snapshot: place for place, snapshot in enumerate(first, start=1)}
    shops = {_snapshot(line): o.terms for o, _, line in lines}
    sold = [line.variant for line in first.values()]
    return {
        "priced_variant": Uuids([variant.variant_id for variant in sold]),
        "priced_currency": Texts([variant.unit.currency for variant in sold]),
        "priced_version": Ints([variant.price_version for variant in sold]),
        "sold_shop": Uuids([shops[snapshot].shop_id for snapshot in first]),
        "sold_product": Uuids([variant.product_id for variant in sold]),
        "sold_variant": Uuids([variant.variant_id for variant in sold]),
        "sold_sku": Texts([variant.sku for variant in sold]),
        "sold_kind": Texts([variant.kind for variant in sold]),
        "sold_name": Jsons([_json(variant.name) for variant in sold]),
        "sold_options": Jsons([_json(variant.options) for variant in sold]),
        "sold_picture": Uuids([variant.picture_id for variant in sold]),
        "sold_description": Ints([variant.description_version for variant in sold]),
        "sold_unit": Bigints([variant.unit.minor for variant in sold]),
        "sold_version": Ints([variant.price_version for variant in sold]),
        "sold_units": Ints([variant.units for variant in sold]),
        "sold_counted": Bools([variant.available is not None for variant in sold]),
        "line_order": Uuids([o.id for o, _, _ in lines]),
        "line_n": Ints([n for _, n, _ in lines]),
        "line_sold": Ints([places[_snapshot(line)] for _, _, line in lines]),
        "line_quantity": Ints([line.quantity for _, _, line in lines]),
        "line_discount": Bigints([line.discount_minor for _, _, line in lines]),
        "line_ppm": Ints([line.tax_ppm for _, _, line in lines]),
        "line_tax": Bigints([line.tax_minor for _, _, line in lines]),
        "line_total": Bigints([line.total_minor for _, _, line in lines]),
        "line_inputs": Jsons([_json(line.inputs) if line.inputs else "{}" for _, _, line in lines]),
        "line_change": Uuids([new_id_bytes() for _ in lines]),
    }


def _snapshot(line: NewLine) -> tuple[UUID, int, int]:
    variant = line.variant
    return (variant.variant_id, variant.price_version, variant.description_version)


def _actor(order: NewOrder) -> str:
    return ActorKind.CUSTOMER.value if order.caller.customer_id else ActorKind.GUEST.value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
