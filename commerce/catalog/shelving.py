"""Writing categories: made, renamed, put in order, and taken away once they are empty."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from commerce import clock
from commerce.catalog.edits import Named, Slug, kept
from commerce.catalog.models import Category, Product
from commerce.catalog.search.indexing import index_category
from commerce.db.edited import broken_constraint, locked_row
from commerce.db.session import Session
from commerce.errors import Conflict, InvalidInput, StaleEdit


class CategoryEdit(BaseModel):
    """A category's form. `version`: what it was read at, 0 for a new one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 0
    slug: Slug
    name: Named
    position: Annotated[int, Field(ge=0, le=9_999)] = 0

    @classmethod
    def parse(cls, given: object) -> Self:
        """The edit that `given` describes. Raises InvalidInput."""
        try:
            return cls.model_validate(given)
        except ValidationError as wrong:
            raise InvalidInput.from_pydantic(wrong) from None


async def create_category(session: Session, edit: CategoryEdit) -> Category:
    """A new category. Raises Conflict (slug)."""
    category = Category(slug=edit.slug, name=kept(edit.name), position=edit.position)
    session.add(category)
    await _flush(session)
    session.tell("catalog")
    return category


async def save_category(session: Session, category_id: UUID, edit: CategoryEdit) -> Category:
    """Rename or move it. Raises NotFound, StaleEdit (what stands now), Conflict (slug)."""
    category = await _locked(session, category_id, edit.version)
    renamed = category.name != kept(edit.name)
    category.slug = edit.slug
    category.name = kept(edit.name)
    category.position = edit.position
    category.version += 1
    category.updated_at = clock.now()
    await _flush(session)
    if renamed:
        await index_category(session, category.id)
    session.tell("catalog")
    return category


async def remove_category(session: Session, category_id: UUID, version: int) -> None:
    """Take it away. Raises NotFound, StaleEdit, InvalidInput while a product is on it."""
    category = await _locked(session, category_id, version)
    filled = select(Product.id).where(Product.category_id == category_id).limit(1)
    if (await session.exec(filled)).first() is not None:
        raise _still_filled()
    await session.delete(category)
    try:
        await session.flush()
    except IntegrityError:  # a product came to it at this very moment
        raise _still_filled() from None
    session.tell("catalog")


async def all_categories(session: Session) -> list[Category]:
    """Every category in the order shown."""
    ordered = select(Category).order_by(col(Category.position), col(Category.id))
    return list(await session.exec(ordered))


def standing_category(category: Category) -> dict[str, Any]:
    """What stands now, in the form of a CategoryEdit."""
    return {
        "version": category.version,
        "slug": category.slug,
        "name": dict(category.name),
        "position": category.position,
    }


async def _locked(session: Session, category_id: UUID, version: int) -> Category:
    category = await locked_row(session, Category, category_id, "category")
    if category.version != version:
        raise StaleEdit(standing_category(category), category.version)
    return category


def _still_filled() -> InvalidInput:
    return InvalidInput.of("", "category_filled")


async def _flush(session: Session) -> None:
    try:
        await session.flush()
    except IntegrityError as collision:
        if broken_constraint(collision) == "categories_slug":
            raise Conflict("slug") from None
        raise
