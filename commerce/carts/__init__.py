"""Carts: lines and a half-filled checkout, kept in the database; pricing is pure."""
