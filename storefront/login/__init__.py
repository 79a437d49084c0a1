"""Logging in: with a password, or with a phone and a code."""
