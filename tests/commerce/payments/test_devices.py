"""Which browsers are phones'."""

import pytest

from commerce.payments.devices import is_phone

ON_ANDROID = "Mozilla/5.0 (Linux; Android 14; {}) AppleWebKit/537.36 Chrome/130.0 {}Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "phone"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E1", True),
        (ON_ANDROID.format("23127PN0CC", "Mobile "), True),
        (ON_ANDROID.format("SM-X910", ""), False),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148", False),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36", False),
        ("", False),
    ],
)
def test_phones_are_told_from_what_has_a_screen_for_the_other_page(user_agent: str, phone: bool):
    assert is_phone(user_agent) is phone
