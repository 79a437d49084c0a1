"""Merchants: staff who ship what was paid, in the back office's own pages."""

import itertools
import os
from typing import Any

from locust import between, task

from loadtests.expecting import Runs, Shows
from loadtests.frames import form
from loadtests.people import Person
from loadtests.states import ORDERS, SHEET, SHIP, STAFF_LOGIN
from loadtests.tab import Refused

_parcels = itertools.count(1)


class Merchant(Person):
    """One clerk, who logs in once."""

    fixed_count = 1 if os.environ.get("LOAD_STAFF") else 0
    weight = 1 if os.environ.get("LOAD_STAFF") else 0
    wait_time = between(1, 3)

    def on_start(self) -> None:
        """Log in as a browser does: a ticket, then the cookie."""
        email, password = os.environ["LOAD_STAFF"].split()
        self.tab = self.new_tab()
        self.tab.open("/admin/login/", Shows(STAFF_LOGIN.rpartition(".")[0], "is_hydrated", True))
        ticket = Runs(r'ticket[\\": ]+([\w-]{20,})')
        given = form(login=email, password=password, remember=False)
        with self.step("staff log-in"):
            (update,) = self.tab.do(STAFF_LOGIN, "log_in", given, ticket)
            self.client.post(
                "/auth/session",
                json={"ticket": ticket.found(update)},
                headers={"origin": self.host or ""},
                name="/auth/session",
            ).raise_for_status()

    def on_stop(self) -> None:
        """The tab is closed."""
        self.tab.close()

    @task
    def ship_one(self) -> None:
        """Look at what waits, and send the newest of it on its way."""
        waiting = self.list_waiting()
        if waiting:
            self.ship(waiting[0]["number"])

    def list_waiting(self) -> list[dict[str, Any]]:
        """The page of orders that wait for a parcel."""
        with self.step("orders to ship"):
            self.tab.open("/admin/orders/?to_do=to_ship", Shows(ORDERS, "asked.to_do", "to_ship"))
        return self.tab.shown(ORDERS, "rows") or []

    def ship(self, number: str) -> None:
        """Open the order, and send all of it."""
        with self.step("order in the office"):
            self.tab.open(f"/admin/orders/{number}/", Shows(SHEET, "sheet.number", number))
        lines = {
            f"lines.{x['n']}": str(x["to_ship"]) for x in self.tab.shown(SHEET, "sheet")["lines"]
        }
        tracking = f"LOAD-{number}-{next(_parcels)}"
        parcel = form(**lines, carrier="SF Express", tracking_number=tracking)
        try:
            with self.step("ship"):
                self.tab.do(SHIP, "open_panel", None, Shows(SHIP, "opened", True))
                seen = Shows(SHEET, "sheet.parcels.*.tracking", tracking)
                self.tab.do(SHIP, "ship", parcel, seen)
        except Refused:
            return
