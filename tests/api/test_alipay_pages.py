"""Alipay at the till: a code for who is at a desk, and the page of the customer's own device."""

import pytest

from tests.provider_cases import Case
from tests.providers import PROVIDERS

pytestmark = pytest.mark.usefixtures("shop_database")
ALIPAY = [provider for provider in PROVIDERS if provider.name == "alipay"]
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148"
DESK = "Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36"


@pytest.mark.parametrize("case", ALIPAY, indirect=True, ids=["alipay"])
@pytest.mark.parametrize(
    ("browser", "method"), [(PHONE, "alipay.trade.wap.pay"), (DESK, "alipay.trade.page.pay")]
)
async def test_the_link_leads_to_the_page_of_the_device(case: Case, browser: str, method: str):
    case.own.headers["user-agent"] = browser
    told = (await case.start()).json()
    assert told["pay_url"].startswith(f"{case.twin.url}/gateway.do?")
    assert f"method={method}&" in told["pay_url"]
    assert told["qr"].startswith(f"{case.twin.url}/pay/ali_")
