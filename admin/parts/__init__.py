"""The back office's stateless pieces."""
