"""Registering."""
