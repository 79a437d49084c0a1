"""The advertising platforms that this installation has, by provider."""

from functools import cache

from commerce.campaigns.platforms import Platform
from commerce.campaigns.platforms.sandbox import SandboxAccount, SandboxPlatform
from commerce.errors import NotFound
from commerce.settings import settings


@cache
def platforms() -> dict[str, Platform]:
    """Each provider's platform; the sandbox only where its keys are set."""
    told = settings()
    found: list[Platform] = []
    if told.promotion_url:
        account = SandboxAccount(
            url=told.promotion_url,
            account=told.promotion_account or "",
            key=told.promotion_key or "",
            public_key=told.promotion_public_key or "",
        )
        found.append(SandboxPlatform(account))
    return {platform.provider: platform for platform in found}


def platform(provider: str) -> Platform:
    """The platform of that provider. Raises NotFound."""
    try:
        return platforms()[provider]
    except KeyError:
        raise NotFound("provider") from None


def first_platform() -> str:
    """The provider that new campaigns go to; '' where there is none yet."""
    return next(iter(platforms()), "")
