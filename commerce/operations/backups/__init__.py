"""Backups of the whole database, their restore, and the proof that a restore works."""
