"""Laws of identifiers: ids sort by time, numbers find their typing mistakes."""

from datetime import UTC, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from commerce.ids import (
    ALPHABET,
    check_sign,
    first_id_of,
    id_at,
    is_order_number,
    new_id,
    new_order_number,
    tidy_number,
)

BODIES = st.text(ALPHABET, min_size=9, max_size=9)
MOMENTS = st.integers(1_600_000_000, 4_000_000_000).map(lambda at: datetime.fromtimestamp(at, UTC))


@given(BODIES)
def test_a_number_with_its_check_sign_is_one(body):
    assert is_order_number(body + check_sign(body))


@given(BODIES, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_every_single_wrong_sign_is_found(body, place, wrong):
    number = body + check_sign(body)
    assume(number[place] != wrong)
    assert not is_order_number(number[:place] + wrong + number[place + 1 :])


@given(BODIES, st.integers(0, 8))
def test_neighbours_swapped_are_found_but_for_one_pair(body, place):
    number = body + check_sign(body)
    first, second = number[place], number[place + 1]
    assume(first != second and {first, second} != {ALPHABET[0], ALPHABET[-1]})
    swapped = number[:place] + second + first + number[place + 2 :]
    assert not is_order_number(swapped)


def test_numbers_are_read_however_people_write_them():
    number = new_order_number()
    for written in (
        number.lower(),
        f" {number[:5]} {number[5:]} ",
        f"{number[:5]}-{number[5:]}",
        f"No. {number}",
    ):
        assert tidy_number(written) == number


@given(MOMENTS, st.integers(1, 10**6))
def test_ids_sort_by_the_moment_they_are_of(moment, later):
    assert (
        first_id_of(moment) <= id_at(moment) < first_id_of(moment + timedelta(milliseconds=later))
    )


def test_ids_are_version_7():
    assert new_id().version == 7
    assert id_at(datetime.now(UTC)).version == 7
