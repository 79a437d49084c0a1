"""Shops: who sells, under which host names, in which currency, zone and language."""
