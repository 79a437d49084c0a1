"""Keys and codes: one of a stock of keys for each piece, there at once, each sold once."""

from commerce.catalog.kinds.kind import Fulfilment, Kind, KindInputs, Refund, StockCounting


class KeysInputs(KindInputs):
    """A key asks nothing but contact and payment."""


KIND = Kind(
    code="keys",
    name={"en": "Keys and codes", "zh": "激活码与兑换码"},
    inputs_model=KeysInputs,
    stock=StockCounting.KEYS,
    fulfilment=Fulfilment.INSTANT,
    refund=Refund.NONE,
)
