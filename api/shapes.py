"""What every answer of the API is made of: frozen shapes, money, problem details."""

from pydantic import BaseModel, ConfigDict, Field

from commerce.money import Money


class Shape(BaseModel):
    """A frozen answer, read from a view's attributes."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Amount(Shape):
    """Money: whole minor units (fen, cents) of an ISO 4217 currency."""

    minor: int = Field(examples=[12900])
    currency: str = Field(examples=["CNY"])

    @classmethod
    def of(cls, money: Money) -> "Amount":
        """The amount of `money`."""
        return cls.model_construct(minor=money.minor, currency=money.currency)

    @classmethod
    def maybe(cls, minor: int | None, currency: str) -> "Amount | None":
        """An amount, where there is one."""
        return None if minor is None else cls.model_construct(minor=minor, currency=currency)


class FieldProblem(Shape):
    """What is wrong with one field: its dotted path, a stable code, a sentence's end."""

    field: str = Field(examples=["lines.0.quantity"])
    code: str = Field(examples=["greater_than_equal"])
    message: str = Field(examples=["must be at least 1"])


class ShortSku(Shape):
    """A SKU that there is too little of."""

    sku: str
    wanted: int
    left: int


class ProblemDetails(Shape):
    """RFC 9457. `type` is a stable code; which other members there are follows from it."""

    type: str = Field(examples=["out_of_stock"])
    title: str = Field(examples=["There is too little in stock."])
    status: int = Field(examples=[409])
    errors: list[FieldProblem] | None = Field(None, description="invalid, taken: field by field")
    short: list[ShortSku] | None = Field(None, description="out_of_stock: what is left")
    expected_total: Amount | None = Field(None, description="price_changed: what you expected")
    total: Amount | None = Field(None, description="price_changed: what it costs now")
    cause: str | None = Field(None, description="payment_refused, coupon_refused: why")
    most: int | None = Field(None, description="too_many_unpaid: how many may wait for payment")
    retry_after: int | None = Field(None, description="too_many, busy: seconds to wait")
    request_id: str | None = Field(None, description="unexpected: what to tell us")
