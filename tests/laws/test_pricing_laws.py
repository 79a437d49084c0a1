"""Laws of pricing: lines and delivery add up to the total; discounts and refunds to the cent."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from commerce.carts.pricing import DeliveryToPrice, LineToPrice, Threshold, quote
from commerce.orders.models import OrderLine
from commerce.orders.refund_pieces import share

LINES = st.lists(
    st.builds(
        LineToPrice,
        quantity=st.integers(1, 9_999),
        unit_minor=st.integers(0, 10**8),
        tax_ppm=st.integers(0, 300_000),
    ),
    min_size=1,
    max_size=30,
)
THRESHOLDS = st.lists(
    st.integers(1, 10**9).flatmap(
        lambda start: st.builds(Threshold, st.just(start), st.integers(1, start))
    ),
    max_size=5,
)
DELIVERIES = st.none() | st.builds(
    DeliveryToPrice,
    price_minor=st.integers(0, 10**6),
    free_from_minor=st.none() | st.integers(0, 10**9),
    tax_ppm=st.integers(0, 300_000),
)


@given(LINES, THRESHOLDS, DELIVERIES, st.booleans())
def test_lines_and_delivery_add_up_to_the_total(lines, thresholds, delivery, included):
    priced = quote(
        "CNY", lines, prices_include_tax=included, thresholds=thresholds, delivery=delivery
    )
    charge = priced.delivery_minor + (0 if included else priced.delivery_tax_minor)
    assert sum(line.total_minor for line in priced.lines) + charge == priced.total_minor
    assert sum(line.items_minor for line in priced.lines) == priced.items_minor
    assert sum(line.discount_minor for line in priced.lines) == priced.discount_minor
    assert (
        sum(line.tax_minor for line in priced.lines) + priced.delivery_tax_minor == priced.tax_minor
    )
    assert all(0 <= line.discount_minor <= line.items_minor for line in priced.lines)


@given(LINES, THRESHOLDS)
def test_the_best_threshold_that_is_reached_counts(lines, thresholds):
    priced = quote("CNY", lines, prices_include_tax=True, thresholds=thresholds)
    reached = [t.off_minor for t in thresholds if t.from_minor <= priced.items_minor]
    assert priced.discount_minor == min(priced.items_minor, max(reached, default=0))


@given(LINES, THRESHOLDS)
def test_what_is_missing_leads_exactly_to_the_next_threshold(lines, thresholds):
    priced = quote("CNY", lines, prices_include_tax=True, thresholds=thresholds)
    further = [t.from_minor for t in thresholds if t.from_minor > priced.items_minor]
    if not further:
        assert priced.missing_to_discount_minor is None
    else:
        assert priced.items_minor + (priced.missing_to_discount_minor or 0) == min(further)


@given(LINES, st.integers(1, 10**9))
def test_delivery_is_free_from_its_threshold_on(lines, free_from):
    delivery = DeliveryToPrice(price_minor=800, free_from_minor=free_from, tax_ppm=0)
    priced = quote("CNY", lines, prices_include_tax=True, delivery=delivery)
    if priced.items_minor >= free_from:
        assert priced.delivery_minor == 0
        assert priced.missing_to_free_delivery_minor is None
    else:
        assert priced.delivery_minor == 800
        assert priced.missing_to_free_delivery_minor == free_from - priced.items_minor


@given(st.integers(1, 50), st.integers(0, 10**8), st.data())
def test_a_line_refunded_in_parts_returns_exactly_what_it_cost(quantity, total, data):
    facts: dict[str, Any] = {"quantity": quantity, "total_minor": total}
    line = OrderLine(**facts, refunded=0, refunded_minor=0)
    while line.refunded < quantity:
        pieces = data.draw(st.integers(1, quantity - line.refunded))
        amount = share(line, pieces)
        assert amount >= 0
        line.refunded += pieces
        line.refunded_minor += amount
    assert line.refunded_minor == total
