"""Clicks and fields as the browser itself sees them, on the shop's pages and at the till."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext

LISTENERS = """
addEventListener('pointerdown', (e) => e.isTrusted && counted('click', ''), true);
addEventListener('input', (e) => counted('field', e.target.name || e.target.id), true);
"""


@dataclass
class Count:
    """What somebody had to do."""

    clicks: int = 0
    fields: set[str] = field(default_factory=set[str])


def counting(context: BrowserContext) -> Count:
    """Count from now on, on every page that this browser opens."""
    count = Count()

    def counted(_source: object, what: str, name: str) -> None:
        if what == "click":
            count.clicks += 1
        else:
            count.fields.add(name)

    context.expose_binding("counted", counted)
    context.add_init_script(LISTENERS)
    return count
