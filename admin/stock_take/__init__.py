"""Stock takes, as the back office counts and books them."""
