"""Every HTTP route of the machines' face, in one FastAPI application."""

from fastapi import FastAPI

from api import (
    addresses,
    auth,
    campaigns,
    carriers,
    cart,
    customers,
    docs_page,
    downloads,
    exports,
    health,
    imports,
    media,
    metrics,
    openapi,
    orders,
    payments,
    problems,
    products,
    receipts,
    resets,
    reviews,
    sitemap,
    statements,
    suggestions,
    terms,
    uploads,
    wishes,
)

PARTS = (
    products,
    reviews,
    suggestions,
    cart,
    wishes,
    orders,
    payments,
    campaigns,
    downloads,
    exports,
    receipts,
    carriers,
    customers,
    resets,
    addresses,
    auth,
    health,
    imports,
    media,
    metrics,
    openapi,
    docs_page,
    sitemap,
    terms,
    statements,
    uploads,
)


def build() -> FastAPI:
    """The application, without what stands around the whole house."""
    app = FastAPI(
        title="Allhours", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    for part in PARTS:  # flat, so that every route is found with its whole path
        app.router.routes.extend(part.router.routes)
    problems.install(app)
    return app
