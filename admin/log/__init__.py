"""The audit log: what staff did, to what, when."""
