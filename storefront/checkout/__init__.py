"""The checkout, on one page."""
