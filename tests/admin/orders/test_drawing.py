"""What the back office says of an order in words."""

from admin.orders.one.drawing import address_lines
from commerce.people.contacts import Address
from ui.parts.badges import payment_shown
from ui.texts import speaking


def test_an_address_runs_the_way_its_reader_writes_one() -> None:
    address = Address(
        country="CN",
        region="浙江",
        city="杭州",
        district="西湖区",
        line1="曙光路 88 号",
        line2="3 幢",
    )
    with speaking("en"):
        assert address_lines(address) == ["曙光路 88 号", "3 幢", "西湖区 杭州 浙江", "China"]
    with speaking("zh"):
        assert address_lines(address) == ["中国", "浙江 杭州 西湖区", "曙光路 88 号", "3 幢"]


def test_a_cancelled_order_that_was_paid_waits_for_its_refund() -> None:
    assert payment_shown("cancelled", "paid") == "refunding"
    assert payment_shown("cancelled", "refunded") == "refunded"
    assert payment_shown("open", "paid") == "paid"
