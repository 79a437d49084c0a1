"""`make bench`: what the shop does in a second, beside the database's own tool in the same run."""
