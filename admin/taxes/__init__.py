"""Tax rates in the back office."""
