"""Reviews: below a product, and those of one's own account."""
