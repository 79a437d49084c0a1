"""Every HTTP route of the machines' face, in one FastAPI application."""

from fastapi import APIRouter, FastAPI

from api import auth, metrics, orders, payments, problems, products

PREFIX = "/api/v1"


def build() -> FastAPI:
    """The application, without what stands around the whole house."""
    app = FastAPI(
        title="Allhours", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    versioned = APIRouter(prefix=PREFIX)
    for part in (products, orders, payments):
        versioned.include_router(part.router)
    app.include_router(versioned)
    app.include_router(auth.router)
    app.include_router(metrics.router)
    problems.install(app)
    return app
