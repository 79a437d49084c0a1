"""The customer's account: orders, details, addresses."""
