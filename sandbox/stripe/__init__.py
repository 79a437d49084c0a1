"""Stripe's twin: its wire in front of the till, whose page, outcomes and memory it shares."""
