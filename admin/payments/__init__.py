"""The ways to pay in the back office."""
