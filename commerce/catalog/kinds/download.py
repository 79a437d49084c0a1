"""Downloads: a file for each variant, there at once, never sold out."""

from commerce.catalog.kinds.kind import Fulfilment, Kind, KindInputs, Refund, StockCounting


class DownloadInputs(KindInputs):
    """A file asks nothing but contact and payment."""


KIND = Kind(
    code="download",
    name={"en": "Download", "zh": "下载文件"},
    inputs_model=DownloadInputs,
    stock=StockCounting.UNLIMITED,
    fulfilment=Fulfilment.INSTANT,
    refund=Refund.NONE,
    has_file=True,
)
