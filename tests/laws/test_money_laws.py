"""Laws of money: nothing is lost or made by splitting, taxing or refunding."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from commerce.money import PPM, Money, allocate, rounded, tax_upon, tax_within

MINOR = st.integers(min_value=-(10**12), max_value=10**12)
RATES = st.integers(min_value=0, max_value=400_000)


@given(MINOR, st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=50))
def test_shares_add_up_to_the_total(total, weights):
    assert sum(allocate(total, weights)) == total


@given(
    st.integers(min_value=0, max_value=10**12),
    st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=20),
)
def test_each_share_is_less_than_one_unit_off(total, weights):
    assume(sum(weights) > 0)
    for share, weight in zip(allocate(total, weights), weights, strict=True):
        assert abs(Decimal(share) - Decimal(total) * weight / sum(weights)) < 1


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=1, max_value=20))
def test_equal_weights_differ_by_at_most_one_unit(total, count):
    shares = allocate(total, [7] * count)
    assert max(shares) - min(shares) <= 1


@given(MINOR, st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=20))
def test_a_negative_total_splits_as_its_mirror(total, weights):
    assert allocate(-total, weights) == [-share for share in allocate(total, weights)]


@given(st.integers(min_value=0, max_value=10**12), RATES)
def test_tax_within_a_gross_amount_is_the_tax_upon_its_net(gross, rate):
    tax = tax_within(gross, rate)
    assert 0 <= tax <= gross
    assert abs(tax_upon(gross - tax, rate) - tax) <= 1


@given(st.integers(min_value=0, max_value=10**12), RATES)
def test_tax_is_rounded_half_away_from_zero(net, rate):
    exact = Decimal(net) * rate / PPM
    assert abs(Decimal(tax_upon(net, rate)) - exact) <= Decimal("0.5")


@pytest.mark.parametrize(
    ("amount", "parts", "whole"),
    [(1, 2, 1), (-1, 2, -1), (149, 100, 1), (5, 2, 3), (0, 7, 0), (-149, 100, -1)],
)
def test_rounding_is_commercial(amount, parts, whole):
    assert rounded(amount, parts) == whole


@given(st.integers(-(10**15), 10**15), st.integers(1, 2 * PPM))
def test_rounding_is_that_of_exact_decimals(amount, parts):
    with localcontext(prec=60):
        exact = (Decimal(amount) / parts).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert rounded(amount, parts) == exact


def test_nothing_can_be_allocated_to_nobody():
    assert allocate(0, []) == []
    with pytest.raises(ValueError, match="nothing to allocate"):
        allocate(1, [])


def test_currencies_do_not_mix():
    with pytest.raises(ValueError, match="do not add up"):
        _ = Money(1, "CNY") + Money(1, "EUR")


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(1050, "CNY"), "10.50 CNY"),
        (Money(1050, "JPY"), "1050 JPY"),
        (Money(-5, "KWD"), "-0.005 KWD"),
    ],
)
def test_minor_units_follow_the_currency(money, text):
    assert str(money) == text
