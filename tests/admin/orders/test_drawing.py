"""What the back office says of an order in words."""

from admin.orders.one.drawing import address_lines
from commerce.people.contacts import Address
from ui.parts.badges import payment_shown
from ui.texts import speaking


def test_an_address_ends_with_its_country_by_name() -> None:
    address = Address(country="CN", region="Shanghai", city="Shanghai", line1="Lane 7")
    with speaking("en"):
        assert address_lines(address) == ["Lane 7", "Shanghai Shanghai", "China"]
    with speaking("zh"):
        assert address_lines(address)[-1] == "中国"


def test_a_cancelled_order_that_was_paid_waits_for_its_refund() -> None:
    assert payment_shown("cancelled", "paid") == "refunding"
    assert payment_shown("cancelled", "refunded") == "refunded"
    assert payment_shown("open", "paid") == "paid"
