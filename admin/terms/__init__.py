"""The merchant publishes the shop's terms."""
