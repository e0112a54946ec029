"""Databases that are up to date from the start, since bringing one up to date takes longer than most tests."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from commands.store import Store


def sqlite_url(folder: Path) -> str:
    """The URL of the folder's SQLite database. A new one is a copy of what the migrations make."""
    file = folder / "room.db"
    if not file.exists():
        file.write_bytes(_migrated())
    return f"sqlite:///{file}"


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "room.db"
        bring_up_to_date(f"sqlite:///{file}")
        return file.read_bytes()


def bring_up_to_date(url: str) -> None:
    """Runs the migrations, in a thread of its own, since whoever asks may be within a loop."""

    async def open_and_close() -> None:
        await (await Store.open(url)).close()

    thread = Thread(target=asyncio.run, args=(open_and_close(),))
    thread.start()
    thread.join()
