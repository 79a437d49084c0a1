"""Messages: each e-mail and SMS as it was sent."""
