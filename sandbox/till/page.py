"""The till's page: what is to be paid, and what shall happen; works without scripts."""

import sqlite3
import time
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox.fields import Fields, origin, read_body
from sandbox.refusals import Refusal
from sandbox.till import Till
from sandbox.till.drive import choice_of
from sandbox.till.outcomes import CAUSES, DEFAULT_DELAY_SECONDS, happen
from sandbox.till.payments import payment
from sandbox.till.refunds import REFUND_MODES
from sandbox.till.texts import TEXTS, amount_text

HERE = Path(__file__).parent
FRAME = Template((HERE / "frame.html").read_text())
CHOICES = Template((HERE / "choices.html").read_text())
NOTICE = Template((HERE / "notice.html").read_text())
ASSETS = {
    "till.css": ("text/css", (HERE / "till.css").read_bytes()),
    "till.js": ("text/javascript", (HERE / "till.js").read_bytes()),
}


class TillPage:
    """Routes that a customer's browser sees."""

    def __init__(self, till: Till) -> None:
        self._till = till

    def routes(self) -> list[Route]:
        """Every route of the page."""
        return [
            Route("/pay/{id}", self._show, methods=["GET"]),
            Route("/pay/{id}", self._choose, methods=["POST"]),
            Route("/assets/{name}", self._asset, methods=["GET"]),
        ]

    async def _asset(self, request: Request) -> Response:
        if request.path_params["name"] not in ASSETS:
            raise Refusal(404, "not_found", "There is no such file.")
        kind, content = ASSETS[request.path_params["name"]]
        return Response(content, media_type=kind, headers={"cache-control": "max-age=300"})

    async def _show(self, request: Request) -> Response:
        try:
            row = payment(self._till, request.path_params["id"])
        except Refusal:
            return unknown_payment(request)
        locale = locale_of(request, row)
        if self._till.faults.provider_down:
            return notice(row, locale, "down", 503)
        if row["status"] != "pending":
            return notice(row, locale, row["status"], 200, text="ended_text")
        return choices(row, locale)

    async def _choose(self, request: Request) -> Response:
        fields = Fields.of_form(await read_body(request))
        try:
            row = payment(self._till, request.path_params["id"])
        except Refusal:
            return unknown_payment(request)
        locale = locale_of(request, row)
        choice = choice_of(fields)
        if self._till.faults.provider_down:
            return notice(row, locale, "down", 503)
        try:
            row = happen(self._till, row["id"], choice)
        except Refusal:
            return RedirectResponse(request.url.path + f"?locale={locale}", 303)
        if choice.outcome == "provider_down":
            return notice(row, locale, "down", 503)
        if choice.outcome == "timeout_after":
            return notice(row, locale, "timeout", 504)
        return RedirectResponse(back_to_shop(row), 303)


def back_to_shop(row: sqlite3.Row) -> str:
    """The merchant's return URL with the payment's id; how it ended is not the browser's to say."""
    parts = urlsplit(row["return_url"])
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), ("payment", row["id"])])
    return urlunsplit(parts._replace(query=query))


def locale_of(request: Request, row: sqlite3.Row | None) -> str:
    """The language asked for in the URL, else the payment's, else English."""
    asked = request.query_params.get("locale", "")
    return asked if asked in TEXTS else row["locale"] if row is not None else "en"


def choices(row: sqlite3.Row, locale: str) -> Response:
    """The page with every outcome on it."""
    says = TEXTS[locale]
    amount = amount_text(row["amount"], row["currency"])
    causes = "".join(f'<option value="{code}">{says[code]}</option>' for code in CAUSES)
    refunds = "".join(f'<option value="{m}">{says["refunds_" + m]}</option>' for m in REFUND_MODES)
    main = CHOICES.substitute(
        says,
        amount=escape(amount),
        pay=escape(says["pay"].format(amount=amount)),
        shop_name=escape(row["shop_name"] or row["merchant_reference"]),
        description=escape(row["description"]),
        method=says["method_" + row["method"]],
        method_code=row["method"],
        left=left_text(row["expires"] - time.time()),
        seconds_left=int(row["expires"] - time.time()) + 1,
        causes=causes,
        refund_modes=refunds,
        delay=int(DEFAULT_DELAY_SECONDS),
        back_url=escape(back_to_shop(row)),
    )
    return framed(main, locale, 200, row)


def notice(
    row: sqlite3.Row, locale: str, name: str, status: int, text: str | None = None
) -> Response:
    """A page that says one thing and offers the way back."""
    says = TEXTS[locale]
    again = f'<a class="plain" href="?locale={locale}">{says["again"]}</a>'
    main = NOTICE.substitute(
        heading=says[name + "_title"],
        text=says[text or name + "_text"],
        kind="good" if name == "succeeded" else "bad",
        links=f'<a class="primary" href="{escape(back_to_shop(row))}">{says["back"]}</a>'
        + (again if name == "down" else ""),
    )
    return framed(main, locale, status, row)


def unknown_payment(request: Request) -> Response:
    """The answer to a link that leads nowhere."""
    locale = locale_of(request, None)
    says = TEXTS[locale]
    heading, text = says["unknown_title"], says["unknown_text"]
    return framed(
        NOTICE.substitute(heading=heading, text=text, kind="bad", links=""), locale, 404, None
    )


def left_text(seconds: float) -> str:
    """Minutes and seconds left, or hours too."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def framed(main: str, locale: str, status: int, row: sqlite3.Row | None) -> Response:
    """A whole page, with a policy that lets forms go to the shop and nowhere else."""
    says = TEXTS[locale]
    shop = origin(row["return_url"]) if row is not None else ""
    policy = (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
        f" base-uri 'none'; frame-ancestors 'none'; form-action 'self' {shop}"
    )
    return Response(
        FRAME.substitute(says, main=main),
        status,
        media_type="text/html",
        headers={
            "content-security-policy": policy.strip(),
            "cache-control": "no-store",
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
        },
    )
