"""The gateways that this installation has, by provider."""

from functools import cache

from commerce.errors import InvalidInput, NotFound
from commerce.payments.gateways import Gateway
from commerce.payments.gateways.alipay import AlipayGateway
from commerce.payments.gateways.sandbox import SandboxGateway, SandboxSettings
from commerce.payments.gateways.stripe import StripeGateway, StripeSettings
from commerce.payments.gateways.wechat import WechatGateway
from commerce.settings import settings

AT_DOOR = "door"  # stands for the provider of what is paid when it arrives
BANK = "bank"  # stands for the provider of what customers transfer themselves
# Ways to pay that need no provider, which a merchant has to switch on.
OWN_METHODS = {"cod": AT_DOOR, "bank": BANK}
BY_HAND = frozenset(OWN_METHODS.values())  # what came by these is given back by staff


@cache
def gateways() -> dict[str, Gateway]:
    """Each provider's gateway, where its keys are set; the sandbox takes what is left."""
    told = settings()
    found: list[Gateway] = []
    if told.stripe_key:
        found.append(
            StripeGateway(
                StripeSettings(told.stripe_key, told.stripe_webhook_secret or "", told.stripe_url)
            )
        )
    if told.wechat:
        found.append(WechatGateway(told.wechat))
    if told.alipay:
        found.append(AlipayGateway(told.alipay))
    if told.sandbox_url:
        found.append(
            SandboxGateway(
                SandboxSettings(
                    url=told.sandbox_url,
                    merchant_id=told.sandbox_merchant_id or "",
                    merchant_key=told.sandbox_merchant_key or "",
                    public_key=told.sandbox_public_key or "",
                )
            )
        )
    return {gateway.provider: gateway for gateway in found}


async def close_gateways() -> None:
    """Give their connections back and forget them; the next question opens anew."""
    for each in gateways().values():
        await each.close()
    gateways.cache_clear()


def gateway(provider: str) -> Gateway:
    """The gateway of that provider. Raises NotFound."""
    try:
        return gateways()[provider]
    except KeyError:
        raise NotFound("provider") from None


def known_methods() -> tuple[str, ...]:
    """Every way to pay: those of this installation's providers, then our own."""
    theirs = (method for gateway in gateways().values() for method in gateway.methods)
    return (*dict.fromkeys(theirs), *OWN_METHODS)


def provider_of(method: str) -> str:
    """Who takes what is paid by `method`. Raises InvalidInput."""
    return OWN_METHODS.get(method) or gateway_for(method).provider


def gateway_for(method: str) -> Gateway:
    """The gateway that offers `method`. Raises InvalidInput."""
    for candidate in gateways().values():
        if method in candidate.methods:
            return candidate
    raise InvalidInput.of("method", "unknown_payment_method")
