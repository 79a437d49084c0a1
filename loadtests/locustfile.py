"""What Locust loads: the people and the shape. `make load` starts it with all that it needs."""

from loadtests.buyers import Buyer
from loadtests.merchants import Merchant
from loadtests.shapes import Curve
from loadtests.shoppers import Shopper

__all__ = ["Buyer", "Curve", "Merchant", "Shopper"]
