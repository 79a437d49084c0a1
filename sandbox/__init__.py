"""Twins of the outside providers, as a separate process: a till, an SMS carrier, a mail server."""
