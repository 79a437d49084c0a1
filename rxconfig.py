"""Reflex's settings, read from the shop's own."""

import reflex as rx

from commerce.settings import settings
from ui.theme import theme

_settings = settings()

config = rx.Config(
    app_name="allhours",
    app_module_import="app",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_port=_settings.port,
    backend_port=_settings.port,
    api_url=f"http://localhost:{_settings.port}",
    deploy_url=_settings.public_url,
    redis_url=_settings.redis_url,
    trusted_proxy_hops=_settings.trusted_proxies,
    # No other origin may read anything; who may ask at all is checked in front: api/origin.py.
    cors_allowed_origins=[],
    plugins=[
        rx.plugins.RadixThemesPlugin(theme=theme()),
        rx.plugins.SitemapPlugin(trailing_slash="always"),
    ],
)
