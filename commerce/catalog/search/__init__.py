"""Finding products: how words are cut, what is kept of each product, and what a query means."""
