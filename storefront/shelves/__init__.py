"""Lists of products: everything, a category, what a search found."""
