"""The database: engine, transactions that see one shop, column forms, live topics."""
