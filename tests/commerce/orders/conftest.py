"""The sandbox's process, for orders that a platform delivers."""

from tests.sandbox_process import inbox, sandbox_process

__all__ = ["inbox", "sandbox_process"]
