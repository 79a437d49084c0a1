"""CSV files in and out of a shop, each looked at or written by a job."""
