"""One customer: how to reach them, what they ordered, what staff noted."""
