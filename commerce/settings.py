"""Every setting, read once from the environment: ALLHOURS_*, DATABASE_URL, REDIS_URL, PORT."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from commerce.provider_settings import (
    AlipaySettings,
    BadSetting,
    WechatSettings,
    alipay_of,
    wechat_of,
)

Mode = Literal["demo", "shop", "test"]
_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
RUNNING = "running.env"  # in the data folder: what a running house tells the operator's commands


@dataclass(frozen=True, slots=True)
class BucketSettings:
    """A bucket of an S3-compatible store. Without an endpoint it is Amazon's own."""

    bucket: str
    prefix: str
    endpoint: str
    region: str
    key_id: str
    secret: str


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """Where backups go, how often they are made and proven (0: not by itself), how many stay."""

    folder: Path
    bucket: BucketSettings | None
    every_hours: int
    prove_hours: int
    keep: int


@dataclass(frozen=True, slots=True)
class Settings:
    """What the installation was told. URLs hold secrets: never log this object."""

    mode: Mode
    database_url: str
    redis_url: str | None
    host: str
    port: int
    workers: int
    data_dir: Path
    public_url: str
    owner_email: str | None
    secret_key: str | None
    rate_limits: bool
    jobs_apart: bool
    pool_size: int
    most_waiting: int
    sandbox_url: str | None
    sandbox_merchant_id: str | None
    sandbox_merchant_key: str | None
    sandbox_public_key: str | None
    stripe_key: str | None
    stripe_webhook_secret: str | None
    stripe_url: str
    wechat: WechatSettings | None
    alipay: AlipaySettings | None
    sms_url: str | None
    sms_key: str | None
    smtp_url: str | None
    carrier_url: str | None
    carrier_key: str | None
    trusted_proxies: int
    metrics_token: str | None
    promotion_url: str | None
    promotion_account: str | None
    promotion_key: str | None
    promotion_public_key: str | None
    kinds_dir: Path | None
    backups: BackupSettings

    @property
    def secure_cookies(self) -> bool:
        """Whether the browser reaches us over TLS."""
        return self.public_url.startswith("https://")


def read(env: Mapping[str, str]) -> Settings:
    """The settings that `env` holds. Raises BadSetting, naming the variable."""
    mode = env.get("ALLHOURS_MODE", "demo")
    if mode not in get_args(Mode):
        raise BadSetting(f"ALLHOURS_MODE is '{mode}'; it may be demo or shop")
    port = _whole(env, "PORT", 3000)
    workers = _whole(env, "WORKERS", 1)
    redis_url = env.get("REDIS_URL") or None
    if workers > 1 and not redis_url:
        raise BadSetting(
            "WORKERS above 1 needs REDIS_URL (a demo starts its own where redis-server is installed)"
        )
    if env.get("ALLHOURS_STRIPE_KEY") and not env.get("ALLHOURS_STRIPE_WEBHOOK_SECRET"):
        raise BadSetting("ALLHOURS_STRIPE_KEY needs ALLHOURS_STRIPE_WEBHOOK_SECRET beside it")
    data_dir = Path(env.get("ALLHOURS_DATA_DIR") or "data").resolve()
    return Settings(
        mode=mode,  # pyright: ignore[reportArgumentType]
        database_url=_driver(env.get("DATABASE_URL", "")),
        redis_url=redis_url,
        host=env.get("ALLHOURS_HOST") or "127.0.0.1",
        port=port,
        workers=workers,
        data_dir=data_dir,
        public_url=(env.get("ALLHOURS_PUBLIC_URL") or f"http://localhost:{port}").rstrip("/"),
        owner_email=env.get("ALLHOURS_OWNER_EMAIL") or None,
        secret_key=env.get("ALLHOURS_SECRET_KEY") or None,
        rate_limits=env.get("ALLHOURS_RATE_LIMITS", "on").lower() not in ("off", "0", "false"),
        jobs_apart=env.get("ALLHOURS_JOBS", "beside") == "apart",
        pool_size=_whole(env, "ALLHOURS_POOL_SIZE", 10),
        most_waiting=_whole(env, "ALLHOURS_MOST_WAITING", 2048),
        sandbox_url=env.get("ALLHOURS_SANDBOX_URL") or None,
        sandbox_merchant_id=env.get("ALLHOURS_SANDBOX_MERCHANT_ID") or None,
        sandbox_merchant_key=env.get("ALLHOURS_SANDBOX_MERCHANT_KEY") or None,
        sandbox_public_key=env.get("ALLHOURS_SANDBOX_PUBLIC_KEY") or None,
        stripe_key=env.get("ALLHOURS_STRIPE_KEY") or None,
        stripe_webhook_secret=env.get("ALLHOURS_STRIPE_WEBHOOK_SECRET") or None,
        wechat=wechat_of(env),
        alipay=alipay_of(env),
        stripe_url=(env.get("ALLHOURS_STRIPE_URL") or "https://api.stripe.com").rstrip("/"),
        sms_url=env.get("ALLHOURS_SMS_URL") or None,
        sms_key=env.get("ALLHOURS_SMS_KEY") or None,
        smtp_url=env.get("ALLHOURS_SMTP_URL") or None,
        carrier_url=env.get("ALLHOURS_CARRIER_URL") or None,
        carrier_key=env.get("ALLHOURS_CARRIER_KEY") or None,
        trusted_proxies=_whole(env, "ALLHOURS_TRUSTED_PROXIES", 0),
        metrics_token=env.get("ALLHOURS_METRICS_TOKEN") or None,
        promotion_url=env.get("ALLHOURS_PROMOTION_URL") or None,
        promotion_account=env.get("ALLHOURS_PROMOTION_ACCOUNT") or None,
        promotion_key=env.get("ALLHOURS_PROMOTION_KEY") or None,
        promotion_public_key=env.get("ALLHOURS_PROMOTION_PUBLIC_KEY") or None,
        kinds_dir=Path(kinds).resolve() if (kinds := env.get("ALLHOURS_KINDS_DIR")) else None,
        backups=_backups(env, data_dir, 24 if mode == "shop" else 0),
    )


def _backups(env: Mapping[str, str], data_dir: Path, hours: int) -> BackupSettings:
    """A shop is backed up and its restore proven every day; a demo when somebody asks."""
    keep = _whole(env, "ALLHOURS_BACKUP_KEEP", 14)
    if not keep:
        raise BadSetting("ALLHOURS_BACKUP_KEEP is 0; at least the newest backup has to stay")
    return BackupSettings(
        folder=Path(env.get("ALLHOURS_BACKUP_DIR") or data_dir / "backups").resolve(),
        bucket=_bucket(env),
        every_hours=_whole(env, "ALLHOURS_BACKUP_HOURS", hours),
        prove_hours=_whole(env, "ALLHOURS_PROVE_HOURS", hours),
        keep=keep,
    )


def _bucket(env: Mapping[str, str]) -> BucketSettings | None:
    address = env.get("ALLHOURS_BACKUP_S3")
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.netloc:
        raise BadSetting(f"ALLHOURS_BACKUP_S3 is '{address}'; it must be s3://bucket/prefix")
    return BucketSettings(
        bucket=parts.netloc,
        prefix=parts.path.strip("/"),
        endpoint=env.get("ALLHOURS_BACKUP_S3_ENDPOINT") or "",
        region=env.get("ALLHOURS_BACKUP_S3_REGION") or "us-east-1",
        key_id=env.get("ALLHOURS_BACKUP_S3_KEY_ID") or "",
        secret=env.get("ALLHOURS_BACKUP_S3_SECRET") or "",
    )


@cache
def settings() -> Settings:
    """This process's settings."""
    return read(surroundings(os.environ))


def surroundings(env: Mapping[str, str]) -> dict[str, str]:
    """`env`, what it leaves open filled in from .env and then from what a running house noted.

    So the operator's commands find the database that `make run` started. Tests see `env` alone.
    """
    if env.get("ALLHOURS_MODE") == "test":
        return dict(env)
    known = completed(env, Path(".env"))
    if known.get("DATABASE_URL"):
        return known
    return completed(known, Path(known.get("ALLHOURS_DATA_DIR") or "data") / RUNNING)


def completed(env: Mapping[str, str], file: Path) -> dict[str, str]:
    """`env` with the NAME=value lines of `file` (if it is there) that it does not know itself."""
    known = {name: value for name, value in env.items() if value}
    with suppress(OSError):
        for line in file.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            if value.strip() and not name.lstrip().startswith("#"):
                known.setdefault(name.strip(), value.strip().strip("\"'"))
    return known


def objections(told: Settings) -> list[str]:
    """Why nobody may sell for real with these settings; empty in a demo that is one's own."""
    loopback = told.host in _THIS_MACHINE
    if told.mode != "shop":
        if told.mode == "demo" and not loopback:
            return ["ALLHOURS_HOST: a demo shop is for this machine alone; set ALLHOURS_MODE=shop"]
        return []
    found: list[str] = []
    if told.sandbox_url or told.sandbox_merchant_id or told.sandbox_merchant_key:
        found.append("ALLHOURS_SANDBOX_*: a shop takes no play money; unset them")
    found += _objections_to_providers(told)
    if told.sms_url and urlsplit(told.sms_url).hostname in _THIS_MACHINE:
        found.append("ALLHOURS_SMS_URL is the sandbox on this machine; name a real carrier")
    if told.carrier_url and urlsplit(told.carrier_url).hostname in _THIS_MACHINE:
        found.append("ALLHOURS_CARRIER_URL is the sandbox on this machine; unset it")
    if told.promotion_url and urlsplit(told.promotion_url).hostname in _THIS_MACHINE:
        found.append("ALLHOURS_PROMOTION_URL is the sandbox on this machine; name a real platform")
    if not told.rate_limits:
        found.append("ALLHOURS_RATE_LIMITS=off is for load tests alone; unset it")
    if not told.secure_cookies:
        found.append("ALLHOURS_PUBLIC_URL must be the https:// address that customers see")
    return found


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal():
        raise BadSetting(f"{name} is '{text}'; it must be a whole number")
    return int(text)


def _driver(url: str) -> str:
    """The same URL, with the driver that we use."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _objections_to_providers(told: Settings) -> list[str]:
    found: list[str] = []
    if told.stripe_key and "_test_" in told.stripe_key:
        found.append("ALLHOURS_STRIPE_KEY is a test key, which moves no money; name the live one")
    asked = {
        "STRIPE": told.stripe_url if told.stripe_key else None,
        "WECHAT": told.wechat.url if told.wechat else None,
        "ALIPAY": told.alipay.url if told.alipay else None,
    }
    return found + [
        f"ALLHOURS_{name}_URL is no https:// address; unset it"
        for name, url in asked.items()
        if url is not None and not url.startswith("https://")
    ]
