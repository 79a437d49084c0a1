"""Reviews: shown, hidden and answered."""
