"""Orders: placing, paying, cancelling, fulfilling, and the record of each."""
