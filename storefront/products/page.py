"""One product: what it is, what it costs, whether it can be had, and the way to buy it."""

import reflex as rx

from storefront import paths
from storefront.parts.cards import product_grid
from storefront.parts.deliveries import delivery_list
from storefront.products.parts import (
    buy_box,
    description,
    option_pickers,
    price_row,
    product_bones,
    similar_section,
)
from storefront.products.questions import question_fields
from storefront.products.state import ProductState
from storefront.reviews.parts import rating_link, reviews_section
from storefront.reviews.state import ProductReviewsState
from storefront.shell.page import add_shop_page, shop_page
from storefront.strips.shown import looked_before, together_with_this
from storefront.strips.state import StripsState
from storefront.wishes.parts import back_again, wish_button
from storefront.wishes.state import WishState
from ui.pages import kept_title
from ui.parts.buttons import link_button
from ui.parts.messages import empty_state
from ui.parts.pictures import picture
from ui.parts.refused import refusal_callout
from ui.parts.returning import OnReturn
from ui.parts.skeletons import when_ready
from ui.parts.values import filled, is_some, when
from ui.texts import _, localized


def product_page() -> rx.Component:
    """The product, its bones meanwhile, or a word about one that does not exist."""
    known = when_ready(ProductState.found == "yes", _product(), _waiting())
    return shop_page(when(ProductState.found == "no", _unknown(), known))


def _waiting() -> rx.Component:
    broken = rx.el.div(refusal_callout(ProductState.refusal))
    return rx.el.div(broken, product_bones(), class_name="stack")


def _product() -> rx.Component:
    product = ProductState.product
    return rx.el.div(
        OnReturn.create(on_return=ProductState.read_again),
        _crumbs(),
        rx.el.div(
            rx.el.div(
                picture(product.picture, product.name, width=800, height=800, eager=True),
                class_name="product-picture",
                custom_attrs={"data-stock": product.stock},
            ),
            rx.el.div(_facts(), class_name="stack product-facts"),
            class_name="product",
        ),
        reviews_section(product),
        together_with_this(),
        similar_section(product, ProductState.similar, product_grid(ProductState.similar)),
        looked_before(),
        class_name="stack",
    )


def _facts() -> rx.Component:
    product = ProductState.product
    return rx.fragment(
        rx.el.div(
            rx.el.h1(product.name),
            rx.el.p(product.summary, class_name="quiet"),
            rating_link(product),
            class_name="stack-tight",
        ),
        price_row(product, wish_button()),
        option_pickers(product.options, ProductState.choose),
        question_fields(ProductState.asked, ProductState.answer),
        buy_box(
            product,
            ProductState.quantity,
            ProductState.refusal,
            on_quantity=ProductState.change_quantity,
            on_add=ProductState.add,
            on_buy=ProductState.buy_now,
        ),
        when(product.stock == "none", back_again(product.sku)),
        when(
            is_some(ProductState.ways) & product.sent,
            rx.el.section(
                rx.el.h2(_("Delivery"), class_name="hidden-but-read"),
                delivery_list(ProductState.ways),
                class_name="product-delivery",
            ),
        ),
        description(product),
    )


def _crumbs() -> rx.Component:
    product = ProductState.product
    home = rx.el.li(rx.el.a(_("Home"), href=localized(paths.HOME)))
    shelf = when(
        filled(product.category_slug),
        rx.el.li(
            rx.el.a(
                product.category_name, href=localized(paths.category(f"{product.category_slug}"))
            )
        ),
    )
    here = rx.el.li(rx.el.span(product.name, custom_attrs={"aria-current": "page"}))
    return rx.el.nav(rx.el.ol(home, shelf, here), class_name="crumbs", aria_label=_("You are here"))


def _unknown() -> rx.Component:
    return rx.el.div(
        rx.el.h1(_("There is no such product")),
        empty_state(
            "search-x",
            _("We could not find it"),
            _("It may be sold no longer, or the address has a typing mistake."),
            link_button(_("See all goods"), paths.PRODUCTS),
        ),
        class_name="stack",
    )


def add_pages(app: rx.App) -> None:
    """Register the product's page."""
    add_shop_page(
        app,
        paths.PRODUCT,
        product_page,
        title=lambda: kept_title(ProductState.title),
        on_load=[
            WishState.load,
            ProductReviewsState.load,
            ProductState.follow,
            StripsState.load_product,
        ],
    )
