"""Messages to customers and staff, and what carries them."""
