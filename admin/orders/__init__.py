"""Orders: the list and one order."""
