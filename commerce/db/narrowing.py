"""What narrows a statement to the rows of one shop."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam
from sqlalchemy.orm import with_loader_criteria
from sqlalchemy.orm.interfaces import CriteriaOption
from sqlalchemy.sql.visitors import InternalTraversal
from sqlmodel import col

from commerce.db.columns import OfShop


def tables_of_shops() -> list[type[OfShop]]:
    """Every table whose rows belong to one shop."""
    return [table for table in OfShop.__subclasses__() if hasattr(table, "__table__")]


class OneShop(CriteriaOption):
    """One option that stands for one a table.

    SQLAlchemy makes a key of every option before it finds a statement's text: fifty of them took
    longer than many a query. Of this key only the shop is a value, so that all shops share a text.
    """

    propagate_to_loaders = True
    _traverse_internals = [  # noqa: RUF012 - the form that SQLAlchemy asks for
        ("shop", InternalTraversal.dp_clauseelement),
        ("tables", InternalTraversal.dp_plain_obj),
    ]

    def __init__(self, shop_id: UUID) -> None:
        self.shop = bindparam("of_shop", shop_id, type_=Uuid())
        tables = tables_of_shops()
        self.tables = len(tables)
        # The form for a base class asks it for the column, which only tables have.
        self._narrowings = tuple(
            with_loader_criteria(table, col(table.shop_id) == self.shop, include_aliases=True)
            for table in tables
        )

    def process_compile_state(self, compile_state: Any) -> None:
        """While a statement's text is made."""
        self.get_global_criteria(compile_state.global_attributes)

    def process_compile_state_replaced_entities(
        self, compile_state: Any, mapper_entities: Any
    ) -> None:
        """The same for a statement whose entities were replaced."""
        self.process_compile_state(compile_state)

    def get_global_criteria(self, attributes: dict[str, Any]) -> None:
        """The narrowing of each table, for whatever of them the statement names."""
        for narrowing in self._narrowings:
            narrowing.get_global_criteria(attributes)


def narrowed(shop_id: UUID) -> OneShop:
    """What narrows any statement to that shop's rows."""
    return _narrowed(shop_id, len(OfShop.__subclasses__()))


@lru_cache(maxsize=256)
def _narrowed(shop_id: UUID, _tables: int) -> OneShop:
    return OneShop(shop_id)
