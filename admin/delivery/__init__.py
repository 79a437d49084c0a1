"""Ways of delivery in the back office."""
