"""Shoppers: guests with a browser each, who look around, fill a cart, buy, pay and follow."""

from locust import between, task

from loadtests.people import Person
from loadtests.shapes import rush_slug
from loadtests.tab import Refused
from loadtests.visit import Visit


class Shopper(Person):
    """A browser; what it does stands in these tasks."""

    weight = 6
    wait_time = between(1, 4)

    def on_start(self) -> None:
        """The first visit."""
        self.visit = Visit(self)

    def on_stop(self) -> None:
        """The tab is closed."""
        self.visit.leave()

    def enter(self) -> Visit:
        """Somebody new, at the door."""
        self.visit.leave()
        self.visit = Visit(self)
        self.visit.home()
        return self.visit

    @task(5)
    def browse(self) -> None:
        """A category, a product, and off."""
        visit = self.enter()
        visit.shelf()
        visit.product()

    @task(2)
    def search(self) -> None:
        """A word, and off."""
        self.enter().search()

    @task(3)
    def buy(self) -> None:
        """All the way, unless it is sold out."""
        visit = self.enter()
        if visit.product(rush_slug(self.environment)):
            try:
                self.to_the_till(visit)
            except Refused:
                return

    def to_the_till(self, visit: Visit) -> None:
        """From the product to the paid order."""
        visit.add()
        visit.cart()
        visit.checkout()
        visit.place()
        visit.track(visit.pay())
