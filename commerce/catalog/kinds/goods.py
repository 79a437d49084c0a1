"""Physical goods: counted, sent as parcels, nothing more to ask than where to."""

from commerce.catalog.kinds.kind import Fulfilment, Kind, KindInputs, Refund, StockCounting


class GoodsInputs(KindInputs):
    """Goods ask nothing of a line."""


KIND = Kind(
    code="goods",
    name={"en": "Goods", "zh": "实物商品"},
    inputs_model=GoodsInputs,
    stock=StockCounting.LEVELS,
    fulfilment=Fulfilment.PARCEL,
    refund=Refund.ALL,
    needs_address=True,
)
