"""Taking due steps: many at a time, each within its time, and none stopped by what befell another."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from commands.messenger import CannotPost

_log = structlog.get_logger(__name__)
_Item = TypeVar("_Item")

_LIMIT = 25.0
"""Seconds a platform may take for one step; less than the shortest lease on one."""


async def each(items: Sequence[_Item], step: Callable[[_Item], Awaitable[None]]) -> None:
    """Takes a step for every item at once; what fails is logged and left for the next time."""

    async def limited(item: _Item) -> None:
        async with asyncio.timeout(_LIMIT):
            await step(item)

    results = await asyncio.gather(*map(limited, items), return_exceptions=True)
    for item, result in zip(items, results, strict=True):
        if isinstance(result, CannotPost):
            _log.warning("could not post", item=repr(item), reason=result.reason)
        elif isinstance(result, Exception):
            _log.error("step failed", item=repr(item), exc_info=result)
