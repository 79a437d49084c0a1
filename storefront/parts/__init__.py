"""The storefront's stateless pieces."""
