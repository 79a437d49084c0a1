"""The customers' face: pages."""
