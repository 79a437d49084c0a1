"""One visitor's way through the shop, step by step, over the live socket."""

import random
import re
from typing import Any

from loadtests.expecting import Leads, Shows
from loadtests.people import Person
from loadtests.states import CART, CHECKOUT, HOME, ORDER, PRODUCT, SHELF, SHELL

WORDS = ("tea", "lamp", "cup", "bag", "kite")
_NUMBER = re.compile(r"/orders/([A-Z0-9]{10})\?key=[\w-]+")
_FORM = {
    "name": "Lin Load",
    "country": "CN",
    "city": "Shanghai",
    "line1": "Nanjing Road 1",
    "method": "wechat",
}


class Visit:
    """A guest with a new browser. Steps are called in an order that a page allows."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self.tab = person.new_tab()
        self._till = ""

    def home(self) -> None:
        """Open the shop's door."""
        with self._person.step("home"):
            self.tab.open("/", Shows(HOME, "ready", True))

    def shelf(self) -> None:
        """Follow a link to a category that is not the one shown."""
        shown = (self.tab.shown(SHELF, "shelf") or {}).get("heading")
        others = [one for one in self.tab.shown(SHELL, "shelves") if one["name"] != shown]
        chosen = random.choice(others)
        with self._person.step("category"):
            self.tab.go(f"/c/{chosen['slug']}", Shows(SHELF, "shelf.heading", chosen["name"]))

    def search(self) -> None:
        """Look for a word."""
        word = random.choice(WORDS)
        with self._person.step("search"):
            self.tab.go(f"/products?q={word}", Shows(SHELF, "shelf.query", word))

    def product(self, slug: str = "") -> bool:
        """Follow a link to a product; whether it is goods that can be bought as they are shown."""
        tiles = self.tab.shown(SHELF, "tiles") or self.tab.shown(HOME, "popular")
        slug = slug or random.choice(tiles)["slug"]
        with self._person.step("product"):
            self.tab.go(f"/p/{slug}", Shows(PRODUCT, "product.slug", slug))
        shown = self.tab.shown(PRODUCT, "product")
        return bool(shown["addable"]) and shown["kind"] == "goods"

    def add(self) -> None:
        """Put what is shown into the cart."""
        with self._person.step("add to cart"):
            self.tab.do(PRODUCT, "add", None, Shows(SHELL, "pieces", 1))

    def cart(self) -> None:
        """Look at the cart and take one more."""
        sku = self.tab.shown(PRODUCT, "product")["sku"]
        with self._person.step("cart"):
            self.tab.go("/cart", Shows(CART, "cart.lines.*.sku", sku))
        with self._person.step("quantity"):
            more = {"sku": sku, "quantity": 2}
            self.tab.do(CART, "set_quantity", more, Shows(CART, "cart.lines.*.quantity", 2))

    def checkout(self) -> None:
        """Open the checkout and fill in who and where."""
        sku = self.tab.shown(PRODUCT, "product")["sku"]
        with self._person.step("checkout"):
            self.tab.go("/checkout", Shows(CHECKOUT, "page.lines.*.sku", sku))
        self._phone = f"139{random.randrange(10**8):08d}"
        known = Shows(CHECKOUT, "form.phone", self._phone)
        with self._person.step("checkout form"):
            self.tab.do(CHECKOUT, "keep", {"form": self.form()}, known)

    def form(self) -> dict[str, str]:
        """All fields of the page, in its order."""
        page: dict[str, Any] = self.tab.shown(CHECKOUT, "page")
        blank = dict.fromkeys(self.tab.shown(CHECKOUT, "form"), "")
        delivery = page["delivery"] or page["deliveries"][0]["value"]
        filled = _FORM | {"phone": self._phone, "delivery_method": delivery}
        return blank | filled | {"expected": page["expected"]}

    def place(self) -> str:
        """Place the order; the till's page, or the order's own. Acknowledged is what leads there."""
        key, total = self._order_key()
        away = Leads(r"/pay/|/orders/[A-Z0-9]{10}")
        with self._person.step("place order"):
            (update,) = self.tab.do(CHECKOUT, "place", {"form": self.form()}, away)
        target = away.target(update) or ""
        self._till = target if "/pay/" in target else ""
        self.tab.close()
        if self._till:
            page = self._person.client.get(self._till, name="till").text or ""
            target = _found(page.replace("&amp;", "&"))
        self._person.acknowledged(_found(target).split("?")[0][8:], key, total, paid=False)
        return target

    def _order_key(self) -> tuple[str, int]:
        """Under which key the cart is ordered: browsers need not know it, the auditor must."""
        with self._person.rest("GET", "/api/v1/cart", name="(cart's key, for the audit)") as answer:
            key = str(answer.js["order_key"])
        expected = str(self.tab.shown(CHECKOUT, "page")["expected"])
        return key, int(expected.split(maxsplit=1)[0])

    def pay(self) -> str:
        """Pay at the sandbox's till, which leads back to the order's page."""
        answer = self._person.client.post(
            self._till, data={"outcome": "pay"}, allow_redirects=False, name="till: pay"
        )
        back = str((answer.headers or {}).get("location", ""))
        return _found(back) + "&" + back.partition("&")[2]

    def track(self, address: str) -> None:
        """Follow the order until it is shown as paid."""
        number = address.split("?", maxsplit=1)[0].removeprefix("/orders/")
        with self._person.step("order page"):
            self.tab.open(address, Shows(ORDER, "order.number", number))
        if not self.tab.shown(ORDER, "order")["paid"]:
            with self._person.step("paid, seen live"):
                self.tab.wait(Shows(ORDER, "order.paid", True))

    def leave(self) -> None:
        """Close the tab."""
        self.tab.close()


def _found(text: str) -> str:
    found = _NUMBER.search(text)
    return found[0] if found else ""
