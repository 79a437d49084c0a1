"""Many orders at a time: chosen in the list, then sent or cancelled, with a report of each."""
