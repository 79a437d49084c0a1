"""The auditor: whether the books are whole. One file a rule in `rules/`, found by being there."""
