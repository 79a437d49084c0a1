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


_WECHAT = (
    "ALLHOURS_WECHAT_MCHID",
    "ALLHOURS_WECHAT_APPID",
    "ALLHOURS_WECHAT_SERIAL",
    "ALLHOURS_WECHAT_PRIVATE_KEY",
    "ALLHOURS_WECHAT_V3_KEY",
    "ALLHOURS_WECHAT_PUBLIC_KEY",
    "ALLHOURS_WECHAT_PUBLIC_KEY_ID",
)
_ALIPAY = (
    "ALLHOURS_ALIPAY_APP_ID",
    "ALLHOURS_ALIPAY_SELLER_ID",
    "ALLHOURS_ALIPAY_PRIVATE_KEY",
    "ALLHOURS_ALIPAY_PUBLIC_KEY",
)


def wechat_of(env: Mapping[str, str]) -> WechatSettings | None:
    """WeChat Pay's keys. Raises BadSetting."""
    told = _all_or_none(env, "WeChat Pay", _WECHAT, "ALLHOURS_WECHAT_URL")
    if told is None:
        return None
    if len(told["v3_key"].encode()) != _V3_KEY:
        raise BadSetting(f"ALLHOURS_WECHAT_V3_KEY has to have {_V3_KEY} signs")
    return WechatSettings(**told)


def alipay_of(env: Mapping[str, str]) -> AlipaySettings | None:
    """Alipay's keys. Raises BadSetting."""
    told = _all_or_none(env, "Alipay", _ALIPAY, "ALLHOURS_ALIPAY_URL")
    return None if told is None else AlipaySettings(**told)


def _all_or_none(
    env: Mapping[str, str], provider: str, names: tuple[str, ...], at: str
) -> dict[str, str] | None:
    """What stands under `names`, and under `at` if anything does, by field."""
    told = {name: env.get(name, "") for name in names}
    if not any(told.values()):
        return None
    for name, value in told.items():
        if not value:
            raise BadSetting(f"{provider} needs {name} too")
    if url := env.get(at, "").rstrip("/"):
        told[at] = url
    return {name.split("_", 2)[2].lower(): value for name, value in told.items()}
