"""Classes of goods that are taxed alike, in words."""

from commerce.db.session import Session
from commerce.shops.tax import tax_table
from ui.parts.fields import Option
from ui.texts import _

STANDARD = "standard"


async def tax_options(session: Session) -> list[Option]:
    """The classes that the shop has rates for, and the standard one in any case."""
    found = {tax_class for tax_class, _country, _region in (await tax_table(session)).rates}
    return [Option(name, tax_words(name)) for name in sorted(found | {STANDARD})]


def tax_words(tax_class: str) -> str:
    """A tax class by name; one that the shop made up stays as it is."""
    known = {"standard": _("Standard rate"), "reduced": _("Reduced rate"), "zero": _("Zero rate")}
    return known.get(tax_class, tax_class)
