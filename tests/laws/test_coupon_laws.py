"""Laws of coupons and thresholds: never below nothing, sums exact, the order of lines irrelevant."""

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from commerce.carts.pricing import quote
from commerce.errors import CouponRefused
from commerce.promotions.coupons import CouponTerms
from tests.laws.test_pricing_laws import DELIVERIES, LINES, THRESHOLDS

COUPONS = st.builds(
    CouponTerms,
    id=st.just(UUID(int=1)),
    code=st.just("SAVE"),
    version=st.just(1),
    kind=st.sampled_from(["amount", "percent", "delivery"]),
    off_minor=st.none() | st.integers(1, 10**9),
    percent=st.integers(1, 100),
    from_minor=st.integers(0, 10**7),
    combines=st.booleans(),
)


def priced(lines, thresholds, delivery, coupon, included):
    """The quote, or None where the coupon is refused."""
    try:
        return quote(
            "CNY",
            lines,
            prices_include_tax=included,
            thresholds=thresholds,
            delivery=delivery,
            coupon=coupon,
        )
    except CouponRefused:
        return None


@given(LINES, THRESHOLDS, DELIVERIES, COUPONS, st.booleans())
def test_sums_are_exact_and_nothing_is_negative(lines, thresholds, delivery, coupon, included):
    found = priced(lines, thresholds, delivery, coupon, included)
    if found is None:
        return
    charge = found.delivery_minor + (0 if included else found.delivery_tax_minor)
    assert sum(line.total_minor for line in found.lines) + charge == found.total_minor
    assert sum(line.discount_minor for line in found.lines) == found.discount_minor
    assert sum(line.coupon_minor for line in found.lines) == found.coupon_minor
    assert all(0 <= line.coupon_minor <= line.discount_minor for line in found.lines)
    assert all(line.discount_minor <= line.items_minor for line in found.lines)
    assert min(found.total_minor, found.delivery_minor, found.delivery_off_minor) >= 0


@given(LINES, THRESHOLDS, DELIVERIES, COUPONS, st.booleans(), st.randoms())
def test_the_order_of_lines_is_irrelevant(lines, thresholds, delivery, coupon, included, random):
    shuffled = list(lines)
    random.shuffle(shuffled)
    one = priced(lines, thresholds, delivery, coupon, included)
    other = priced(shuffled, thresholds, delivery, coupon, included)
    if one is None or other is None:
        assert one is other
        return
    assert one.total_minor == other.total_minor
    assert Counter(one.lines) == Counter(other.lines)


@given(LINES, THRESHOLDS, DELIVERIES, COUPONS, st.booleans())
def test_a_coupon_that_counts_never_makes_the_goods_dearer(
    lines, thresholds, delivery, coupon, included
):
    with_it = priced(lines, thresholds, delivery, coupon, included)
    without = priced(lines, thresholds, delivery, None, included)
    if with_it is not None:
        assert without
        assert with_it.discount_minor >= without.discount_minor
