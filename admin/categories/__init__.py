"""Categories in the back office."""
