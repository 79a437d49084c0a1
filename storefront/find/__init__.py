"""Finding an order without an account."""
