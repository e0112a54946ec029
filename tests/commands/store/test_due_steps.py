"""What is due is found without reading through the past, however many groups there are."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from quiz_days import open_question, set_up
from room import Room
from sqlalchemy import event
from sqlalchemy.engine import Engine

GROWING = (
    "rounds|postings|answers|score_events|seasons|totals|learners|groups|places|corrections|round_results|live_rounds"
)
SCANS = re.compile(rf"SCAN (?:{GROWING})\b(?!.* ix_\w+_un)")
"""A whole table read; an index over the undone alone may be."""


@contextmanager
def recorded() -> Iterator[dict[str, Any]]:
    """Yields the statements that are carried out while the block runs, with their parameters."""
    seen: dict[str, Any] = {}

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen[statement] = parameters

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_due_steps_read_through_no_table_that_grows(room: Room, tmp_path: Path) -> None:
    await set_up(room)
    await open_question(room)
    await room.steps()
    with recorded() as seen:
        await room.steps()
    asked = {statement: given for statement, given in seen.items() if statement.startswith("SELECT")}
    assert len(asked) > 5
    database = sqlite3.connect(tmp_path / "room.db")
    plans = {
        statement: [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement}", given)]
        for statement, given in asked.items()
    }
    database.close()
    scans = {statement: plan for statement, plan in plans.items() if any(map(SCANS.search, plan))}
    assert scans == {}
