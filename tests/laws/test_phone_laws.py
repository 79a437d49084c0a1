"""Phones: the short way for mobile numbers says what the library says."""

import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.people.contacts import phone_e164

COUNTRIES = ("CN", "HK", "TW", "JP", "DE", "GB", "US", "IT", "FR", "BR", "AU", "MX", "AR", "RU")


def by_the_library(text, country):
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def by_us(text, country):
    try:
        return phone_e164(text, country)
    except ValueError:
        return None


def mobiles(country):
    found = phonenumbers.PhoneMetadata.metadata_for_region(country)
    assert found
    assert found.mobile
    assert found.mobile.national_number_pattern
    form = re.compile(found.mobile.national_number_pattern, re.ASCII)
    return st.from_regex(form, fullmatch=True)


@pytest.mark.parametrize("country", COUNTRIES)
def test_mobile_numbers_are_read_as_the_library_reads_them(country):
    @given(mobiles(country))
    def law(text):
        assert by_us(text, country) == by_the_library(text, country)

    law()


@given(st.sampled_from(COUNTRIES), st.text("0123456789", min_size=5, max_size=14))
def test_and_so_is_any_row_of_digits(country, text):
    assert by_us(text, country) == by_the_library(text, country)
