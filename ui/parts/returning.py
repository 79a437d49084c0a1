"""An event when somebody comes back to this tab (assets/parts/on_return.js)."""

import reflex as rx


class OnReturn(rx.Component):
    """Nothing to see; calls `on_return` once the tab is looked at again."""

    library = "$/public/parts/on_return.js"
    tag = "OnReturn"

    on_return: rx.EventHandler[rx.event.no_args_event_spec]
