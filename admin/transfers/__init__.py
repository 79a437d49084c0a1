"""Bank transfers: statements of the bank, and what of them fits no order."""
