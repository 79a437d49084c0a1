"""Physical goods: counted, sent as parcels, nothing more to ask than where to."""

from pydantic import BaseModel, ConfigDict

from commerce.catalog.kinds.kind import Fulfilment, Kind, Refund, StockCounting


class GoodsInputs(BaseModel):
    """Goods ask nothing of a line."""

    model_config = ConfigDict(frozen=True, extra="forbid")


KIND = Kind(
    code="goods",
    inputs_model=GoodsInputs,
    stock=StockCounting.LEVELS,
    fulfilment=Fulfilment.PARCEL,
    refund=Refund.ALL,
    needs_address=True,
)
