"""The frame with its facts: how every page of the back office is put together and registered."""
