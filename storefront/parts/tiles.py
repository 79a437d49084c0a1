"""Cards of products and shelves, put into words for the grids of `parts.cards`."""

from commerce.catalog.queries import CategoryView, ProductCard
from storefront.parts.cards import CategoryTile, ProductTile
from ui.amounts import money_text, number_text
from ui.parts.pictures import media_source
from ui.stars import rating_text, short_rating
from ui.texts import _, plural


def product_tile(card: ProductCard) -> ProductTile:
    """A card in the spoken language."""
    price = money_text(card.price)
    note = "" if card.few_left is None else _("Only {left} left", left=card.few_left)
    return ProductTile(
        slug=card.slug,
        name=card.name,
        image=media_source(card.picture_id),
        price=price if card.one_price else _("From {price}", price=price),
        compare_at=money_text(card.compare_at) if card.compare_at else "",
        note=note,
        sold_out=card.sold_out,
        rating=short_rating(card.rating),
        rating_words=rating_text(card.rating),
    )


def category_tile(shelf: CategoryView) -> CategoryTile:
    """A shelf in the spoken language."""
    return CategoryTile(
        slug=shelf.slug,
        name=shelf.name,
        image=media_source(shelf.picture_id),
        count=products_text(shelf.product_count),
    )


def products_text(count: int, *, more: bool = False) -> str:
    """How many products: '12 products'; '500+ products' where no more were counted."""
    if more:
        return _("{count}+ products", count=number_text(count))
    return plural("{count} product", "{count} products", count)


def counted_text(count: int, *, more: bool = False) -> str:
    """A count; with a plus where there are more than were counted."""
    return number_text(count) + ("+" if more and count else "")
