"""Buyers: programs that order and pay over the API; each repeats an unanswered order by its key."""

import random
import uuid
from typing import Any, ClassVar

from locust import between, task

from loadtests.people import Person
from loadtests.shapes import rush_slug

TRIES = 4


class Buyer(Person):
    """A program with the shop's API."""

    weight = 3
    wait_time = between(0.5, 2)
    goods: ClassVar[list[dict[str, Any]]] = []
    delivery = ""

    @task(2)
    def order(self) -> None:
        """One piece of something, unpaid for now."""
        self.place()

    @task(1)
    def order_and_pay(self) -> None:
        """The same, with its payment begun."""
        if placed := self.place():
            self.pay(placed)

    @task(1)
    def look(self) -> None:
        """The first page of the catalogue."""
        self.client.get("/api/v1/products", name="API products")

    def place(self) -> dict[str, Any] | None:
        """The order, or None when it was refused."""
        key = uuid.uuid4().hex
        body = self.an_order(key)
        for _ in range(TRIES):
            with self.client.post(
                "/api/v1/orders",
                json=body,
                headers={"idempotency-key": key},
                name="API place order",
                catch_response=True,
            ) as answer:
                if answer.status_code in (409, 429, 503):  # sold out, or come again: no fault
                    answer.success()
                if answer.status_code == 409:
                    return None
                if answer.status_code == 201:
                    placed: dict[str, Any] = answer.json()
                    total = placed["total"]["minor"]
                    self.acknowledged(placed["number"], key, total, paid=False)
                    return placed
            self.wait()
        return None

    def pay(self, placed: dict[str, Any]) -> None:
        """Begin a payment, which a person would end at the till."""
        self.client.post(
            f"/api/v1/orders/{placed['number']}/payments",
            json={"method": "alipay"},
            headers={"authorization": f"Bearer {placed['access_token']}"},
            name="API begin payment",
        )

    def an_order(self, key: str) -> dict[str, Any]:
        """Something in the shop; in a rush that which all want. The key stands in the name too, so
        that a double is found whatever made it.
        """
        self.learn()
        wanted = [one for one in self.goods if one["slug"] == rush_slug(self.environment)]
        sku = random.choice(wanted or self.goods)["sku"]
        return {
            "lines": [{"sku": sku, "quantity": 1}],
            "contact": {"name": f"Proof {key}", "email": f"{key}@load.example"},
            "address": {"country": "CN", "region": "上海", "city": "上海", "line1": "南京路 1 号"},
            "delivery_method": self.delivery,
        }

    def learn(self) -> None:
        """What is sold here: read once, kept for all."""
        if Buyer.goods:
            return
        ways = self.client.get("/api/v1/delivery-methods", name="(catalogue)").json()["items"]
        Buyer.delivery = ways[0]["code"]
        listed = self.client.get("/api/v1/products", name="(catalogue)").json()["items"]
        found: list[dict[str, Any]] = []
        for item in listed:
            one = self.client.get(f"/api/v1/products/{item['slug']}", name="(catalogue)").json()
            if one["kind"] == "goods" and one["variants"]:
                found.append({"slug": one["slug"], "sku": one["variants"][0]["sku"]})
        Buyer.goods = Buyer.goods or found
