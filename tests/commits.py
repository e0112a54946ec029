"""A database that refuses no earlier than at the commit."""

from __future__ import annotations

from sqlalchemy import text

from commands.store import Transaction


async def break_commits(transaction: Transaction, table: str, when: str = "1 = 1") -> None:
    """From now on no transaction can be committed in which such a row was inserted into the table."""
    if transaction.dialect.name == "sqlite":
        owed = "CREATE TABLE owed (name TEXT REFERENCES notes (name) DEFERRABLE INITIALLY DEFERRED)"
        refusal = f"WHEN {when} BEGIN INSERT INTO owed VALUES ('a note that is nowhere'); END"
        await transaction.execute(text(owed))
        await transaction.execute(text(f"CREATE TRIGGER breaking AFTER INSERT ON {table} {refusal}"))
    else:
        refusing = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END'"
        refusal = f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse()"
        await transaction.execute(text(refusing))
        await transaction.execute(text(f"CREATE CONSTRAINT TRIGGER breaking AFTER INSERT ON {table} {refusal}"))


async def mend_commits(transaction: Transaction, table: str) -> None:
    on = "" if transaction.dialect.name == "sqlite" else f" ON {table}"
    await transaction.execute(text(f"DROP TRIGGER breaking{on}"))
