"""One order: what it holds, what happened, what staff may do with it."""
