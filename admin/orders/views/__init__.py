"""Views of the list of orders that staff saved, each for oneself."""
