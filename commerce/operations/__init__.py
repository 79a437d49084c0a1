"""Looking after an installation: owners, health, the auditor, backups."""
