"""Roles of staff in words."""

from ui.texts import _


def role_words(role: str) -> str:
    """A role's name; an unknown one as it is."""
    names = {
        "owner": _("Owner"),
        "manager": _("Manager"),
        "clerk": _("Clerk"),
        "viewer": _("Viewer"),
    }
    return names.get(role, role)
