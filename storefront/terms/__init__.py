"""What customers agree to."""
