"""What the demo shops hold, read from the TOML files in shops/."""

import tomllib
from datetime import time
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from commerce.catalog.kinds import kind_of
from commerce.payments.bank import BankAccount
from commerce.people.contacts import Address, Contact

HERE = Path(__file__).parent
SHOPS = ("lantern-market", "alvorada")  # the main shop first: the machine's own names lead to it


class Texts(BaseModel):
    """A text in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: Annotated[str, Field(min_length=1)]
    zh: Annotated[str, Field(min_length=1)]


class Plan(BaseModel):
    """A part of a plan; an unknown key is a slip of the pen and refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class VariantPlan(Plan):
    """One buyable form; `stock` is what is left after all past orders: of keys, how many."""

    sku: str
    options: dict[str, str] = Field(default_factory=dict)
    price: int
    was: int | None = None
    grams: int = 0
    stock: int = 0
    units: int = 1


class ProductPlan(Plan):
    """A product; its picture is pictures/<slug>.webp, its download downloads/<file>."""

    slug: str
    kind: str = "goods"
    file: str | None = None
    name: Texts
    summary: Texts
    description: Texts
    tax: str = "standard"
    variants: tuple[VariantPlan, ...]


class CategoryPlan(Plan):
    """A shelf; `picture` is the slug of the product whose picture it shows."""

    slug: str
    name: Texts
    picture: str


class ShelfPlan(Plan):
    """A category with its products."""

    category: CategoryPlan
    products: tuple[ProductPlan, ...]


class SettingsPlan(Plan):
    """A shop's own settings."""

    slug: str
    name: str
    currency: str
    time_zone: str
    country: str
    locale: str
    opened_days_ago: int
    orders: int  # of the last 60 days
    hosts: tuple[str, ...]


class TaxPlan(Plan):
    """A rate for a class of goods sent to a country."""

    tax_class: str
    country: str
    percent: int
    name: str


class DeliveryPlan(Plan):
    """A delivery method."""

    code: str
    name: Texts
    summary: Texts
    price: int
    free_from: int | None = None
    countries: tuple[str, ...]
    night: bool = False
    cut_off: time | None = None
    days_min: int
    days_max: int
    tax_class: str = "standard"
    rates: tuple[dict[str, str | int], ...] = ()


class PaymentPlan(Plan):
    """A way to pay that needs no provider, switched on; `account`: where transfers go."""

    code: str
    most: int | None = None
    account: BankAccount | None = None


class PromotionPlan(Plan):
    """A threshold discount."""

    name: Texts
    from_minor: Annotated[int, Field(alias="from")]
    off: int


class CouponPlan(Plan):
    """A coupon that holds from the shop's opening on."""

    code: str
    name: Texts
    kind: str
    off: int | None = None
    percent: int | None = None
    from_minor: Annotated[int, Field(alias="from")] = 0
    customer_most: int | None = None
    total_most: int | None = None
    combines: bool = True


class ZonePlan(Plan):
    """Places that a delivery costs the same to."""

    code: str
    name: Texts
    places: tuple[str, ...]


class StaffPlan(Plan):
    """A member of staff with a role in this shop."""

    email: str
    name: str
    role: str
    locale: str = "en"


class CustomerPlan(Plan):
    """A customer with an address; `login`: has a password that `logins` prints."""

    name: str
    locale: str
    phone: str | None = None
    email: str | None = None
    country: str
    region: str = ""
    city: str
    district: str = ""
    line1: str
    postcode: str = ""
    login: bool = False

    @property
    def contact(self) -> Contact:
        """As orders take it."""
        return Contact(name=self.name, phone=self.phone, email=self.email)

    @property
    def address(self) -> Address:
        """As orders take it."""
        return Address(
            country=self.country,
            region=self.region,
            city=self.city,
            district=self.district,
            line1=self.line1,
            postcode=self.postcode,
        )


class ShopPlan(Plan):
    """All that a demo shop starts with."""

    shop: SettingsPlan
    taxes: tuple[TaxPlan, ...]
    delivery: tuple[DeliveryPlan, ...]
    payments: tuple[PaymentPlan, ...] = ()
    promotions: tuple[PromotionPlan, ...] = ()
    coupons: tuple[CouponPlan, ...] = ()
    zones: tuple[ZonePlan, ...] = ()
    staff: tuple[StaffPlan, ...]
    shelves: tuple[ShelfPlan, ...]
    customers: tuple[CustomerPlan, ...]
    guests: tuple[str, ...]  # the names that guests give

    @property
    def products(self) -> tuple[ProductPlan, ...]:
        """All products, shelf by shelf."""
        return tuple(product for shelf in self.shelves for product in shelf.products)

    @property
    def parcelled(self) -> tuple[ProductPlan, ...]:
        """Those that the past orders are of: the demo's services have just opened."""
        return tuple(product for product in self.products if kind_of(product.kind).needs_address)


class OptionTexts(Plan):
    """The names of options and of their values."""

    names: dict[str, Texts]
    values: dict[str, Texts]

    def of(self, variant: VariantPlan) -> list[dict[str, dict[str, str]]]:
        """A variant's options as the catalogue keeps them."""
        return [
            {"name": self.names[name].model_dump(), "value": self.values[value].model_dump()}
            for name, value in variant.options.items()
        ]


@cache
def shop_plan(slug: str) -> ShopPlan:
    """The plan of a demo shop."""
    folder = HERE / "shops" / slug
    shelves = [_read(path) for path in sorted(folder.glob("[0-9]-*.toml"))]
    told = _read(folder / "shop.toml") | _read(folder / "people.toml")
    return ShopPlan.model_validate(told | {"shelves": shelves})


@cache
def option_texts() -> OptionTexts:
    """The words that variants differ in."""
    return OptionTexts.model_validate(_read(HERE / "shops" / "options.toml"))


def picture_file(slug: str, *, small: bool = False) -> bytes:
    """A product's picture as WebP."""
    return (HERE / "pictures" / f"{slug}{'.small' * small}.webp").read_bytes()


def download_file(name: str) -> bytes:
    """What buyers of a product load down."""
    return (HERE / "downloads" / name).read_bytes()


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
