"""Joins the back office's feature folders into the app."""

import reflex as rx

from admin.login import page as login


def add_pages(app: rx.App) -> None:
    """Register every page of the back office."""
    login.add_pages(app)
