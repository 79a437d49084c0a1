"""No action can be answered by just any update."""

import pytest

from loadtests.expecting import Leads, Runs, Shows
from loadtests.frames import EVENT, ROOT, Update, update_in

CART = f"{ROOT}.cart"


def test_a_fact_is_met_by_its_value_in_its_state_alone() -> None:
    wanted = Shows(CART, "cart.lines.*.sku", "TEA-1")
    assert wanted.met_by(Update({(CART, "cart"): {"lines": [{"sku": "X"}, {"sku": "TEA-1"}]}}))
    assert not wanted.met_by(Update({(CART, "cart"): {"lines": [{"sku": "X"}]}}))
    assert not wanted.met_by(Update({("other", "cart"): {"lines": [{"sku": "TEA-1"}]}}))
    assert not wanted.met_by(Update({(CART, "loaded"): True}))
    assert not wanted.met_by(Update())


@pytest.mark.parametrize(
    ("state", "fact", "value"), [("", "cart", 1), (CART, "", 1), (CART, "cart", "")]
)
def test_an_expectation_of_nothing_in_particular_cannot_be_made(
    state: str, fact: str, value: str | int
) -> None:
    with pytest.raises(ValueError, match="expectation"):
        Shows(state, fact, value)


@pytest.mark.parametrize("kind", [Leads, Runs])
def test_a_pattern_that_anything_meets_cannot_be_expected(kind: type[Leads] | type[Runs]) -> None:
    with pytest.raises(ValueError, match="expectation"):
        kind(".*")


def test_being_led_elsewhere_is_not_what_was_expected() -> None:
    away = Leads("/pay/")
    assert away.target(Update(events=(("_redirect", {"path": "/pay/1"}),))) == "/pay/1"
    assert not away.met_by(Update(events=(("_redirect", {"path": "/login"}),)))
    assert not away.met_by(Update(events=(("_call_script", {"path": "/pay/1"}),)))


def test_a_frame_is_read_as_states_and_events() -> None:
    frame = EVENT + '["event",{"delta":{"s":{"cart_rx_state_":3}},"events":[{"name":"_redirect"}]}]'
    assert update_in(frame) == Update({("s", "cart"): 3}, (("_redirect", {}),))
    assert update_in("2") is None
    assert update_in('40/_event,{"sid":"x"}') is None
