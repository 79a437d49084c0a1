"""Stock: how much of each variant is left, and every change with its reason."""
