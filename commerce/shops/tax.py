"""Tax by class and destination."""

from dataclasses import dataclass

from sqlmodel import select

from commerce.db.session import Session
from commerce.shops.models import TaxRate


@dataclass(frozen=True, slots=True)
class TaxTable:
    """A shop's rates in parts per million, by (class, country, region)."""

    rates: dict[tuple[str, str, str], int]

    def rate(self, tax_class: str, country: str, region: str = "") -> int:
        """The region's rate, else the country's, else none: nothing is due that is not known."""
        of_country = self.rates.get((tax_class, country, ""), 0)
        return self.rates.get((tax_class, country, region), of_country)


async def tax_table(session: Session) -> TaxTable:
    """The rates of the transaction's shop."""
    found = await session.exec(select(TaxRate))
    return TaxTable({(r.tax_class, r.country, r.region): r.rate_ppm for r in found})
