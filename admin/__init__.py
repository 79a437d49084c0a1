"""The merchants' face: pages."""
