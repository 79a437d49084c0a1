"""Joins the back office's feature folders into the app."""

import reflex as rx

from admin.login import page as login
from admin.orders import page as orders
from admin.orders.one import page as order
from admin.products import pages as products
from admin.stock import page as stock


def add_pages(app: rx.App) -> None:
    """Register every page of the back office."""
    login.add_pages(app)
    products.add_pages(app)
    stock.add_pages(app)
    orders.add_pages(app)
    order.add_pages(app)
