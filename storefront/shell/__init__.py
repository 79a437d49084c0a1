"""The frame with its facts: how every page of the storefront is put together and registered."""
