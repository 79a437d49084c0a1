"""The process: all twins in one event loop, over one store."""

import asyncio
import fcntl
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.alipay.api import AlipayApi
from sandbox.alipay.objects import AlipayWire, notice_headers
from sandbox.alipay.signing import Signing
from sandbox.clockwork import keep_time
from sandbox.keys import Keys, keys_of
from sandbox.mail import MailServer
from sandbox.outbox import Outbox
from sandbox.parcels import ParcelCarrier
from sandbox.promotion import PromotionPlatform
from sandbox.promotion.api import PromotionApi
from sandbox.refusals import Refusal, answer_refusal
from sandbox.signing import event_headers, receipt_headers, scan_headers
from sandbox.sms import SmsCarrier
from sandbox.store import Store
from sandbox.stripe.api import StripeApi
from sandbox.stripe.objects import StripeWire, webhook_headers
from sandbox.till import Till
from sandbox.till.api import MerchantApi
from sandbox.till.drive import DriverApi
from sandbox.till.page import TillPage
from sandbox.till.wire import TillWire
from sandbox.wechat.api import WechatApi
from sandbox.wechat.objects import WechatWire
from sandbox.wechat.sealing import Sealing

STOP_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to listen, what to remember where, whom to call back."""

    state_dir: Path
    host: str
    port: int
    smtp_port: int
    public_url: str
    allowed_origins: frozenset[str]
    first_retry_seconds: float
    step_seconds: float = 60.0
    promotion_seconds: float = 60.0
    stripe_endpoint: str = ""


class AlreadyRunning(Exception):
    """Another process works in this state directory."""


async def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM, or until a part of it breaks."""
    keys = keys_of(settings.state_dir)
    with lock(settings.state_dir):
        store = Store(settings.state_dir / "sandbox.sqlite")
        try:
            await _serve(settings, keys, store)
        finally:
            store.close()


async def _serve(settings: Settings, keys: Keys, store: Store) -> None:
    signer, promoter, sealing = keys.signer, keys.promotion_signer, Sealing(keys)
    outbox = Outbox(
        store,
        {
            "till": lambda event_id, body: event_headers(signer, event_id, body),
            "carrier": lambda _event_id, body: scan_headers(keys.carrier_key, body),
            "promotion": lambda event_id, body: event_headers(promoter, event_id, body),
            "stripe": lambda _event_id, body: webhook_headers(keys.stripe_webhook_secret, body),
            "wechat": lambda _event_id, body: sealing.headers(body),
            "alipay": notice_headers,
            "sms": lambda _event_id, body: receipt_headers(keys.sms_key, body),
        },
        settings.first_retry_seconds,
    )
    origins = settings.allowed_origins
    till = Till(store, outbox, keys, settings.public_url, origins)
    alipay = Signing(keys)
    till.wires.update(
        till=TillWire(till),
        stripe=StripeWire(till),
        wechat=WechatWire(sealing),
        alipay=AlipayWire(till, alipay),
    )
    platform = PromotionPlatform(store, outbox, keys, origins, settings.promotion_seconds)
    mail = MailServer(store, keys)
    texts = SmsCarrier(store, outbox, keys.sms_key, origins)
    parcels = ParcelCarrier(store, outbox, keys.carrier_key, origins, settings.step_seconds)
    stripe = StripeApi(till, settings.stripe_endpoint)
    cashiers = (stripe, WechatApi(till, sealing), AlipayApi(till, alipay))
    others = (texts, parcels, mail, PromotionApi(platform), *cashiers)
    web = web_server(settings, till, [route for part in others for route in part.routes()])
    smtp = await mail.listen(settings.host, settings.smtp_port)
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    parts = [
        asyncio.create_task(serve_web(web)),
        asyncio.create_task(keep_time(till, parcels, platform)),
        asyncio.create_task(stopping.wait()),
    ]
    done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
    smtp.close()
    web.stop()
    await outbox.stop()
    parts[1].cancel()
    await asyncio.wait(parts[:2], timeout=STOP_SECONDS)
    for part in done:
        part.result()


def web_server(settings: Settings, till: Till, others: Sequence[Route]) -> Server:
    """Every HTTP route, in this process and this event loop."""
    routes = [
        Route("/health", health, methods=["GET"]),
        *others,
        *MerchantApi(till).routes(),
        *DriverApi(till).routes(),
        *TillPage(till).routes(),
    ]
    app = Starlette(routes=routes, exception_handlers={Refusal: answer_refusal})
    return Server(
        app,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGINL,
        websockets=False,
        log_enabled=False,
    )


async def serve_web(web: Server) -> None:
    """Serve HTTP; a port that is taken is an OSError here as everywhere."""
    try:
        await web.serve()
    except RuntimeError as taken:
        raise OSError(str(taken).splitlines()[0]) from taken


async def health(_request: Request) -> Response:
    """Whether the twins answer."""
    return JSONResponse({"status": "ready"})


def lock(state_dir: Path) -> TextIO:
    """Hold the state directory alone for as long as the file stays open."""
    held = (state_dir / "lock").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as taken:
        held.close()
        raise AlreadyRunning(str(state_dir)) from taken
    return held
