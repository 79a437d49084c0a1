"""The parcel carrier's twin: parcels move by themselves or as they are driven, and it calls back."""

import json
import secrets
import sqlite3
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.fields import Fields, moment_text, read_body
from sandbox.outbox import Outbox
from sandbox.refusals import Refusal
from sandbox.signing import check_request
from sandbox.store import Store
from sandbox.till.drive import refuse_strangers

WAY = ("announced", "picked_up", "in_transit", "out_for_delivery", "delivered")
STATES = (*WAY, "exception", "returned")
PLACES = {"picked_up": "Depot", "in_transit": "Sorting centre", "out_for_delivery": "Local branch"}
DAY = 86_400.0


class ParcelCarrier:
    """Routes of the carrier, and the clock that moves its parcels."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        key: str,
        allowed_origins: frozenset[str],
        step_seconds: float,
    ) -> None:
        self._store, self._outbox, self._key = store, outbox, key
        self._allowed_origins = allowed_origins
        self._step_seconds = step_seconds
        self._down = False

    def routes(self) -> list[Route]:
        """Every route of the carrier."""
        return [
            Route("/carrier/v1/parcels", self._register, methods=["POST"]),
            Route("/carrier/v1/parcels/{id}", self._query, methods=["GET"]),
            Route("/carrier/drive/faults", self._faults, methods=["POST"]),
            Route("/carrier/drive/{id}", self._drive, methods=["POST"]),
        ]

    async def _register(self, request: Request) -> Response:
        fields = Fields(await self._signed_body(request))
        reference = fields.text("reference", 200)
        known = self._store.one("SELECT * FROM parcels WHERE reference = ?", reference)
        if known is None:
            now = time.time()
            row = {
                "id": "pcl_" + secrets.token_urlsafe(12),
                "reference": reference,
                "tracking_number": fields.text("tracking_number", 100),
                "notify_url": fields.callback_url("notify_url", self._allowed_origins),
                "expected": now + 2 * DAY,
                "due": now + self._step_seconds if self._step_seconds else None,
            }
            with self._store.transaction():
                self._store.insert("parcels", row)
                self._scan(row["id"], "announced", "", now)
                self._call(row["id"])
            known = self._parcel(row["id"])
        return JSONResponse(self._view(known), status_code=201)

    async def _query(self, request: Request) -> Response:
        await self._signed_body(request)
        return JSONResponse(self._view(self._parcel(request.path_params["id"])))

    async def _faults(self, request: Request) -> Response:
        refuse_strangers(request)
        self._down = Fields(await read_body(request)).flag("down", default=False)
        return JSONResponse({"down": self._down})

    async def _drive(self, request: Request) -> Response:
        """Move a parcel: `state`, `note`; `silent`: no callback; `twice`; `delayed`; `ago_s`."""
        refuse_strangers(request)
        fields = Fields(await read_body(request))
        parcel_id = request.path_params["id"]
        self._parcel(parcel_id)
        state = fields.one_of("state", STATES)
        at = time.time() - fields.seconds("ago_s", 30 * DAY, default=0)
        with self._store.transaction():
            if fields.flag("delayed", default=False):
                self._store.change(
                    "UPDATE parcels SET delayed = 1, expected = expected + ? WHERE id = ?",
                    DAY,
                    parcel_id,
                )
            self._scan(parcel_id, state, fields.text("note", 200, default=""), at)
            self._store.change("UPDATE parcels SET due = NULL WHERE id = ?", parcel_id)
            if not fields.flag("silent", default=False):
                for _ in range(2 if fields.flag("twice", default=False) else 1):
                    self._call(parcel_id)
        return JSONResponse(self._view(self._parcel(parcel_id)))

    def next_due(self) -> float | None:
        """When the next parcel moves by itself."""
        row = self._store.one("SELECT min(due) AS due FROM parcels WHERE due IS NOT NULL")
        return row["due"] if row else None

    def move_due(self, now: float) -> None:
        """Move the parcels whose time has come one step along their way."""
        for row in self._store.all("SELECT * FROM parcels WHERE due <= ?", now):
            state = self._scans(row["id"])[-1]["state"]
            step = WAY.index(state) + 1 if state in WAY[:-1] else len(WAY)
            with self._store.transaction():
                due = now + self._step_seconds if step < len(WAY) - 1 else None
                self._store.change("UPDATE parcels SET due = ? WHERE id = ?", due, row["id"])
                if step < len(WAY):
                    self._scan(row["id"], WAY[step], "", now)
                    self._call(row["id"])

    async def _signed_body(self, request: Request) -> bytes:
        body = await read_body(request)
        check_request(self._key, request.headers, request.method, request.url.path, body)
        if self._down:
            raise Refusal(503, "provider_down", "The carrier is out of order.")
        return body

    def _parcel(self, parcel_id: str) -> sqlite3.Row:
        row = self._store.one("SELECT * FROM parcels WHERE id = ?", parcel_id)
        if row is None:
            raise Refusal(404, "not_found", "There is no such parcel.")
        return row

    def _scans(self, parcel_id: str) -> list[sqlite3.Row]:
        return self._store.all("SELECT * FROM scans WHERE parcel = ? ORDER BY at, n", parcel_id)

    def _scan(self, parcel_id: str, state: str, note: str, at: float) -> None:
        row = {"id": "scn_" + secrets.token_urlsafe(12), "parcel": parcel_id, "state": state}
        self._store.insert("scans", {**row, "place": PLACES.get(state, ""), "note": note, "at": at})

    def _call(self, parcel_id: str) -> None:
        parcel = self._parcel(parcel_id)
        body = json.dumps(self._view(parcel), ensure_ascii=False).encode()
        self._outbox.put(parcel_id, "carrier", parcel_id, parcel["notify_url"], body)

    def _view(self, row: sqlite3.Row) -> dict[str, Any]:
        """A parcel whole, in answers and callbacks."""
        shown = ("id", "state", "place", "note")
        return {
            "id": row["id"],
            "reference": row["reference"],
            "tracking_number": row["tracking_number"],
            "expected_at": moment_text(row["expected"]),
            "delayed": bool(row["delayed"]),
            "scans": [
                {name: scan[name] for name in shown} | {"at": moment_text(scan["at"])}
                for scan in self._scans(row["id"])
            ],
        }
