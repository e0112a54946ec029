"""Work that must be done to its end even if whoever asked for it is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_under_way: set[asyncio.Task[Any]] = set()
"""The loop itself holds its tasks weakly."""


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Awaits the work; a cancelled caller leaves, and the work goes on without it."""
    task = asyncio.create_task(work)
    _under_way.add(task)
    task.add_done_callback(_under_way.discard)
    return await asyncio.shield(task)
