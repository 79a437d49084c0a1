"""Payments: attempts, what providers reported, refunds; gateways speak with providers."""
