"""Which processes share this database, and what they are together: the installation."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from commands.store import notes
from commands.store.database import Transaction
from commands.store.insert import insert_if_new
from commands.store.tables import notes as table

_PROMISE = timedelta(seconds=12)
"""How long a process, which speaks every five seconds, may be silent before it counts as lost."""

_INSTALLATION = "installation"
_PROCESS = "process "


async def installation(transaction: Transaction) -> str:
    """Returns the mark of this installation, made up when the database is new: eight lower-case hexadecimal digits."""
    await insert_if_new(transaction, table, {"name": _INSTALLATION, "value": secrets.token_hex(4)})
    return await notes.get(transaction, _INSTALLATION) or ""


async def keep_alive(transaction: Transaction, process: str, now: datetime) -> None:
    """Renews a process's promise to be alive."""
    await notes.put(transaction, _PROCESS + process, (now + _PROMISE).isoformat())


async def living(transaction: Transaction, now: datetime) -> frozenset[str]:
    """Returns the processes that keep their promise, and forgets the others; also those of a clock that ran ahead."""
    rows = await transaction.execute(select(table).where(table.c.name.startswith(_PROCESS)))
    promised = {row.name: datetime.fromisoformat(row.value) for row in rows}
    alive = {name for name, until in promised.items() if now <= until <= now + _PROMISE}
    await transaction.execute(delete(table).where(table.c.name.in_(promised.keys() - alive)))
    return frozenset(name.removeprefix(_PROCESS) for name in alive)
