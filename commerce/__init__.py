"""The shop: everything that is true whichever screen or machine asks."""
