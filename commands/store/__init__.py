"""What groups remember: tables, queries and migrations on SQLite or PostgreSQL."""

from commands.store.database import Store, StoreError, Transaction, Within

__all__ = ["Store", "StoreError", "Transaction", "Within"]
