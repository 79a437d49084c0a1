"""What the stories of a demo shop's past left behind, to be written when all are told."""

from dataclasses import dataclass, field

from commerce.demo.ledger import StockBook
from commerce.orders.models import Order, OrderEvent
from commerce.payments.models import Payment, PaymentEvent, Refund


@dataclass
class Told:
    """Rows that need others first, and what people have to be told of."""

    book: StockBook = field(default_factory=StockBook)
    payments: list[Payment] = field(default_factory=list[Payment])
    after_payments: list[PaymentEvent | Refund] = field(default_factory=list[PaymentEvent | Refund])
    events: list[tuple[Order, OrderEvent]] = field(default_factory=list[tuple[Order, OrderEvent]])
