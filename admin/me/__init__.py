"""One's own log-in."""
