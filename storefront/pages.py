"""Joins the storefront's feature folders into the app."""

import reflex as rx

from storefront.account import page as account
from storefront.cart import page as cart
from storefront.checkout import page as checkout
from storefront.find import page as find
from storefront.help import page as help_page
from storefront.home import page as home
from storefront.login import page as login
from storefront.missing import page as missing
from storefront.orders import page as orders
from storefront.products import page as products
from storefront.register import page as register
from storefront.reset import page as reset
from storefront.reviews import page as reviews
from storefront.shelves import page as shelves
from storefront.terms import page as terms
from storefront.wishes import page as wishes


def add_pages(app: rx.App) -> None:
    """Register every page of the storefront."""
    home.add_pages(app)
    cart.add_pages(app)
    checkout.add_pages(app)
    orders.add_pages(app)
    find.add_pages(app)
    shelves.add_pages(app)
    products.add_pages(app)
    login.add_pages(app)
    register.add_pages(app)
    reset.add_pages(app)
    account.add_pages(app)
    wishes.add_pages(app)
    reviews.add_pages(app)
    help_page.add_pages(app)
    terms.add_pages(app)
    missing.add_pages(app)
