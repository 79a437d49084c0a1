"""Carts filled before something breaks, and looked at after it."""

from typing import Self

from proof.connection import Connection
from proof.product import Product

CARTS = 12


class Carts:
    """Guests' carts; each guest is known by a cookie alone."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._kept: list[tuple[str, object]] = []

    async def fill(self) -> Self:
        async with Connection(self._product.port) as shop:
            for n in range(CARTS):
                sku = self._product.stall.skus[n % len(self._product.stall.skus)]
                line = {"sku": sku, "quantity": n + 1}
                answer = await shop.ask("POST", "/api/v1/cart/lines", line)
                cookie = answer.headers["set-cookie"].partition(";")[0]
                self._kept.append((cookie, _lines(answer.json())))
        return self

    async def failures(self) -> list[str]:
        """Which of them are not as they were left."""
        lost = 0
        async with Connection(self._product.port) as shop:
            for cookie, lines in self._kept:
                answer = await shop.ask("GET", "/api/v1/cart", headers={"cookie": cookie})
                lost += answer.status != 200 or _lines(answer.json()) != lines
        return [f"{lost} of {len(self._kept)} carts lost"] if lost else []


def _lines(cart: dict[str, list[dict[str, object]]]) -> object:
    return [(line["sku"], line["quantity"]) for line in cart["lines"]]
