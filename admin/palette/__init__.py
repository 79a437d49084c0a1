"""Ctrl-K: orders, customers, products and pages, found from everywhere in the back office."""
