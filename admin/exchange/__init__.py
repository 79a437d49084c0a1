"""CSV files in and out, as the back office shows them."""
