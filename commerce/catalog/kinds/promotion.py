"""Promotion packages: so many paid impressions of a video, delivered by an advertising platform.

Placements that the platform itself sells, never likes, followers or comments, and no account's
password: whatever is not asked here is refused.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from commerce import clock
from commerce.catalog.kinds.kind import (
    Fulfilment,
    Kind,
    ProgressInputs,
    Refund,
    StockCounting,
    Widget,
    asked,
    asked_in,
)
from commerce.people.contacts import Plain, email_form, phone_e164

LATE = timedelta(minutes=15)  # a form may lie open for a while
FURTHEST = timedelta(days=90)
PLATFORMS = {
    "bilibili": {"en": "Bilibili", "zh": "哔哩哔哩"},
    "douyin": {"en": "Douyin", "zh": "抖音"},
    "tiktok": {"en": "TikTok", "zh": "TikTok"},
    "xiaohongshu": {"en": "Xiaohongshu", "zh": "小红书"},
    "youtube": {"en": "YouTube", "zh": "YouTube"},
}
HOSTS = {
    "bilibili": ("bilibili.com", "b23.tv"),
    "douyin": ("douyin.com", "iesdouyin.com"),
    "tiktok": ("tiktok.com",),
    "xiaohongshu": ("xiaohongshu.com", "xhslink.com"),
    "youtube": ("youtube.com", "youtu.be"),
}


def _platform(code: str) -> str:
    if code not in PLATFORMS:
        raise ValueError("unknown")
    return code


def _link(text: str) -> str:
    """An https link to a page, without a log-in in it."""
    try:
        parts = urlsplit(text)
        fits = parts.scheme == "https" and bool(parts.hostname) and parts.port in (None, 443)
    except ValueError:
        fits = False
        parts = urlsplit("")
    odd = any(sign.isspace() or sign in "\"'<>\\`{}|^" for sign in text)
    if not fits or odd or "@" in parts.netloc or parts.path in ("", "/"):
        raise ValueError("video_link")
    return text


def _contact(text: str, info: ValidationInfo) -> str:
    """A phone number or an e-mail address, in its one form."""
    if "@" in text:
        return email_form(text)
    country = asked_in(info, "country", "CN")
    try:
        return phone_e164(text, country)
    except ValueError:
        raise ValueError("phone_or_email") from None


def _moment(given: Any, info: ValidationInfo) -> Any:
    """Nothing, or a moment; without a zone it is the shop's."""
    if given is None or given == "":
        return None
    try:
        moment = given if isinstance(given, datetime) else datetime.fromisoformat(str(given)[:40])
    except ValueError:
        raise ValueError("moment") from None
    zone = ZoneInfo(asked_in(info, "zone", "UTC"))
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment


class PromotionInputs(ProgressInputs):
    """Which video, where, whom to ask about it, and when to begin."""

    platform: Annotated[str, StringConstraints(max_length=20), AfterValidator(_platform)] = asked(
        {"en": "Platform", "zh": "平台"}, widget=Widget.CHOICE, choices=PLATFORMS
    )
    link: Annotated[str, StringConstraints(max_length=300), Plain, AfterValidator(_link)] = asked(
        {"en": "Link to the video", "zh": "视频链接"},
        widget=Widget.LINK,
        hint={
            "en": "As you share it; the video must be public.",
            "zh": "粘贴分享链接，视频须公开可见。",
        },
    )
    contact: Annotated[str, StringConstraints(max_length=254), Plain, AfterValidator(_contact)] = (
        asked(
            {"en": "Whom to ask about the video", "zh": "视频联系人"},
            hint={
                "en": "Phone or e-mail. We never ask for a password.",
                "zh": "手机号或邮箱。我们绝不索要密码。",
            },
            personal=True,
        )
    )
    starts_at: Annotated[datetime | None, BeforeValidator(_moment)] = asked(
        {"en": "Start", "zh": "开始时间"},
        widget=Widget.MOMENT,
        hint={
            "en": "Left empty, it starts as soon as it is paid.",
            "zh": "不填则付款后立即开始。",
        },
        default=None,
    )

    @field_validator("starts_at")
    @classmethod
    def _soon(cls, moment: datetime | None) -> datetime | None:
        if moment is None:
            return None
        now = clock.now()
        if moment < now - LATE:
            raise ValueError("in_the_past")
        if moment > now + FURTHEST:
            raise ValueError("too_far_ahead")
        return moment

    @field_validator("link")
    @classmethod
    def _at_the_platform(cls, link: str, info: ValidationInfo) -> str:
        hosts = HOSTS.get(info.data.get("platform", ""), ())
        host = (urlsplit(link).hostname or "").lower()
        if hosts and not any(host == known or host.endswith("." + known) for known in hosts):
            raise ValueError("link_elsewhere")
        return link


def _brief(inputs: Mapping[str, Any]) -> dict[str, str]:
    """What the platform needs to know; whom to ask stays with the shop."""
    return {"platform": str(inputs["platform"]), "link": str(inputs["link"])}


KIND = Kind(
    code="promotion",
    name={"en": "Promotion package", "zh": "推广套餐"},
    inputs_model=PromotionInputs,
    stock=StockCounting.UNLIMITED,
    fulfilment=Fulfilment.PROGRESS,
    refund=Refund.PRO_RATA,
    units={"en": "impressions", "zh": "次展示"},
    problems={
        "video_link": {
            "en": "Please give the https:// link of one video.",
            "zh": "请填写以 https:// 开头的视频链接。",
        },
        "link_elsewhere": {
            "en": "This link does not lead to the platform that you chose.",
            "zh": "该链接不属于所选平台。",
        },
        "moment": {"en": "Please give a day and a time.", "zh": "请填写日期和时间。"},
        "too_far_ahead": {
            "en": "Please begin within the next 90 days.",
            "zh": "请选择 90 天以内的开始时间。",
        },
    },
    brief=_brief,
)
