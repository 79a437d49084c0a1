"""Joins the back office's feature folders into the app."""

import reflex as rx


def add_pages(app: rx.App) -> None:
    """Register every page of the back office."""
