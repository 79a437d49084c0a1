"""Threshold discounts and coupons in the back office."""
