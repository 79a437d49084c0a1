"""Stock takes: shelves are counted while orders come in, and what differs is booked."""
