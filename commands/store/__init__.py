"""What groups remember: tables, queries and migrations on SQLite or PostgreSQL."""

from commands.store.database import Store, Transaction, Within

__all__ = ["Store", "Transaction", "Within"]
