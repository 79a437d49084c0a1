"""Who we are at payment providers with keys of several parts: all of them are told, or none."""

from collections.abc import Mapping
from dataclasses import dataclass

_V3_KEY = 32


class BadSetting(SystemExit):
    """A setting that the shop cannot start with; names the variable."""


@dataclass(frozen=True, slots=True)
class WechatSettings:
    """Who we are at WeChat Pay. Keys are the base64 text of their PEM files."""

    mchid: str
    appid: str
    serial: str  # of the merchant's certificate
    private_key: str
    v3_key: str  # 32 signs: what notices are encrypted with
    public_key: str  # WeChat Pay's own, and its name
    public_key_id: str
    url: str = "https://api.mch.weixin.qq.com"


@dataclass(frozen=True, slots=True)
class AlipaySettings:
    """Who we are at Alipay. Keys are the base64 text of their PEM files."""

    app_id: str
    seller_id: str
    private_key: str
    public_key: str  # Alipay's own, not the application's
    url: str = "https://openapi.alipay.com/gateway.do"


def wechat_of(env: Mapping[str, str]) -> WechatSettings | None:
    """WeChat Pay's keys. Raises BadSetting."""
    parts = ("mchid", "appid", "serial", "private_key", "v3_key", "public_key", "public_key_id")
    told = _all_or_none(env, "WeChat Pay", "ALLHOURS_WECHAT_", parts)
    if told is None:
        return None
    if len(told["v3_key"].encode()) != _V3_KEY:
        raise BadSetting(f"ALLHOURS_WECHAT_V3_KEY has to have {_V3_KEY} signs")
    return WechatSettings(**told)


def alipay_of(env: Mapping[str, str]) -> AlipaySettings | None:
    """Alipay's keys. Raises BadSetting."""
    parts = ("app_id", "seller_id", "private_key", "public_key")
    told = _all_or_none(env, "Alipay", "ALLHOURS_ALIPAY_", parts)
    return None if told is None else AlipaySettings(**told)


def _all_or_none(
    env: Mapping[str, str], name: str, prefix: str, parts: tuple[str, ...]
) -> dict[str, str] | None:
    told = {part: env.get(prefix + part.upper(), "") for part in parts}
    if not any(told.values()):
        return None
    for part, value in told.items():
        if not value:
            raise BadSetting(f"{name} needs {prefix}{part.upper()} too")
    url = env.get(prefix + "URL", "").rstrip("/")
    return told | ({"url": url} if url else {})
