"""Promotions: threshold discounts and coupons, what they take off, and how often they were used."""
