"""`make proof`: kills and slows parts of the started product under load, and audits after each."""
