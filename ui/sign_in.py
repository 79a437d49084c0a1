"""The last step of a log-in: the browser trades a one-time ticket for its cookie."""

import json

import reflex as rx


def trade_ticket(ticket: str, to: str) -> rx.event.EventSpec:
    """Have the browser fetch its cookie and load `to` anew, so that its socket knows who it is.

    `to` is a path of ours; a ticket that is no longer good loads the page again.
    """
    body = json.dumps({"ticket": ticket})
    return rx.call_script(
        "fetch('/auth/session',{method:'POST',headers:{'Content-Type':'application/json'},"
        f"body:{json.dumps(body)}}}).then(r=>r.ok?location.assign({json.dumps(to)}):location.reload())"
    )


def path_after(wanted: str, otherwise: str) -> str:
    """Where to go after the log-in: `wanted` if it is a path of ours, else `otherwise`."""
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if ours and wanted.isprintable() and len(wanted) <= 300 else otherwise
