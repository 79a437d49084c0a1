"""Logging in to the back office."""
