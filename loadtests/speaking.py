"""`python -m loadtests.speaking URL`: one way through the shop; prints every frame that was sent.

The contract test holds them against a browser's.
"""

import json
import os
import sys

from locust.env import Environment

from loadtests.merchants import Merchant
from loadtests.shoppers import Shopper


def main(url: str) -> None:
    """A guest buys and pays; a clerk ships it."""
    Shopper.host = Merchant.host = url
    shopper = Shopper(Environment(user_classes=[Shopper]))
    shopper.on_start()
    visit = shopper.visit
    visit.home()
    visit.shelf()
    while not visit.product():
        visit.shelf()
    visit.add()
    visit.cart()
    visit.checkout()
    address = visit.place()
    visit.track(visit.pay())
    visit.leave()
    frames = list(visit.tab.sent)
    if os.environ.get("LOAD_STAFF"):
        clerk = Merchant(Environment(user_classes=[Merchant]))
        clerk.on_start()
        clerk.ship(address.split("?", maxsplit=1)[0].removeprefix("/orders/"))
        clerk.on_stop()
        frames += clerk.tab.sent
    for frame in frames:
        print(json.dumps(frame))


if __name__ == "__main__":
    main(sys.argv[1])
