"""Locust against the shop: shoppers over the live socket, buyers over the API, merchants who ship."""
