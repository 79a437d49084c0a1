"""Trying a way to pay: one real call to its provider, and what that said, in words."""

import time

from commerce.errors import CommerceError
from commerce.payments.gateways import GatewayDown, GatewayRefused
from commerce.payments.registry import gateway_for
from ui.texts import _


async def tried(code: str) -> tuple[str, bool]:
    """What the provider of `code` said when it was asked who we are, and whether that is well.

    It is asked from here: no transaction may be open.
    """
    began = time.monotonic()
    try:
        account = await gateway_for(code).account()
    except GatewayDown:
        return _("It does not answer. Customers are told so, and to pay another way."), False
    except GatewayRefused as refused:
        return _("It refused our keys: {cause}.", cause=refused.cause), False
    except CommerceError as error:
        return error.code, False
    milliseconds = round(1_000 * (time.monotonic() - began))
    facts = {"merchant": account.merchant, "milliseconds": milliseconds}
    if code not in account.methods:
        return _("It knows us as {merchant}, but has this way to pay closed.", **facts), False
    return _("It knows us as {merchant}; answered in {milliseconds} ms.", **facts), True
