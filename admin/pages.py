"""Joins the back office's feature folders into the app."""

import reflex as rx

from admin.backups import page as backups
from admin.categories import page as categories
from admin.customers import page as customers
from admin.customers.one import page as customer
from admin.delivery import page as delivery
from admin.exchange import page as exchange
from admin.home import page as home
from admin.log import page as log
from admin.login import page as login
from admin.me import page as me
from admin.messages import page as messages
from admin.orders import page as orders
from admin.orders.one import page as order
from admin.payments import page as payments
from admin.printing import page as printing
from admin.products import pages as products
from admin.promotions import page as promotions
from admin.reviews import page as reviews
from admin.settings import page as settings
from admin.staff import page as staff
from admin.stock import page as stock
from admin.stock_take import page as stock_take
from admin.taxes import page as taxes
from admin.terms import page as terms
from admin.transfers import page as transfers


def add_pages(app: rx.App) -> None:
    """Register every page of the back office."""
    login.add_pages(app)
    home.add_pages(app)
    products.add_pages(app)
    categories.add_pages(app)
    exchange.add_pages(app)
    stock.add_pages(app)
    stock_take.add_pages(app)
    orders.add_pages(app)
    order.add_pages(app)
    printing.add_pages(app)
    customers.add_pages(app)
    customer.add_pages(app)
    messages.add_pages(app)
    reviews.add_pages(app)
    staff.add_pages(app)
    log.add_pages(app)
    settings.add_pages(app)
    payments.add_pages(app)
    transfers.add_pages(app)
    delivery.add_pages(app)
    promotions.add_pages(app)
    taxes.add_pages(app)
    terms.add_pages(app)
    backups.add_pages(app)
    me.add_pages(app)
