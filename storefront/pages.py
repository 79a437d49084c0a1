"""Joins the storefront's feature folders into the app."""

import reflex as rx

from storefront.home import page as home


def add_pages(app: rx.App) -> None:
    """Register every page of the storefront."""
    home.add_pages(app)
