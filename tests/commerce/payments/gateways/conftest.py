"""The running sandbox, and an inbox for its callbacks."""

from tests.sandbox_process import inbox, sandbox_process

__all__ = ["inbox", "sandbox_process"]
