"""What people wish for: wish lists, and who waits for a variant to come back."""
