"""Campaigns: what an advertising platform delivers for a line, and how far it is."""
