"""On paper: the picking list and the packing slips of chosen orders."""
