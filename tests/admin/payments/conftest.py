"""The sandbox's till as these shops' payment provider."""

from tests.sandbox_process import inbox, sandbox_process, till

__all__ = ["inbox", "sandbox_process", "till"]
