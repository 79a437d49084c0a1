"""Delivery: the methods a shop offers, what they cost and when they arrive."""
