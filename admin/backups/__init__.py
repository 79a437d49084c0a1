"""Backups and proven restores, as the back office shows them."""
