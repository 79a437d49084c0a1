"""Products in the back office: the list, and the form of one product."""
