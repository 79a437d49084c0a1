"""Rows of goods that fit the visitor: what others bought with it, what one looked at."""
