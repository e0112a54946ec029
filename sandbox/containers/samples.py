"""Turns an engine's measurements and lists of a container into values."""

from __future__ import annotations

from typing import Any

from sandbox.containers.values import Change, Processes, Stats
from sandbox.foreign import listing, number, table, text

_LONGEST_CELL = 200
_LONGEST_PATH = 400
_MOST_CHANGES = 1000
_CHANGES = (Change.CHANGED, Change.ADDED, Change.DELETED)
"""By the engine's number for each kind (Docker Engine API, ContainerChanges)."""


def read_stats(container: str, name: str, found: dict[str, Any]) -> Stats:
    """From one sample of the engine's `stats`."""
    memory = table(found.get("memory_stats"))
    blocks = [table(each) for each in listing(table(found.get("blkio_stats")).get("io_service_bytes_recursive"))]
    return Stats(
        id=container,
        name=name,
        cpu=_cpu_percent(found),
        memory=max(0, number(memory.get("usage")) - _file_cache(table(memory.get("stats")))),
        memory_limit=number(memory.get("limit")),
        read=_moved(blocks, "read"),
        written=_moved(blocks, "write"),
        processes=number(table(found.get("pids_stats")).get("current")),
    )


def read_processes(found: dict[str, Any]) -> Processes:
    """From the engine's `top`."""
    titles = tuple(text(each, _LONGEST_CELL) for each in listing(found.get("Titles")))
    rows = (tuple(text(each, _LONGEST_CELL) for each in listing(row)) for row in listing(found.get("Processes")))
    return Processes(titles, tuple(rows))


def read_changes(found: list[Any]) -> list[tuple[Change, str]]:
    """From the engine's `changes`, the first thousand."""
    kinds = ((number(table(each).get("Kind")), table(each).get("Path")) for each in found[:_MOST_CHANGES])
    return [(_CHANGES[kind], text(path, _LONGEST_PATH)) for kind, path in kinds if kind < len(_CHANGES)]


def _cpu_percent(found: dict[str, Any]) -> float:
    """As docker reckons it: the container's share of what all processors did between two readings."""
    now, before = table(found.get("cpu_stats")), table(found.get("precpu_stats"))
    used = number(table(now.get("cpu_usage")).get("total_usage")) - number(
        table(before.get("cpu_usage")).get("total_usage")
    )
    passed = number(now.get("system_cpu_usage")) - number(before.get("system_cpu_usage"))
    return 100 * used * (number(now.get("online_cpus")) or 1) / passed if used > 0 and passed > 0 else 0.0


def _file_cache(stats: dict[str, Any]) -> int:
    """What docker's command line takes off: by the names of control groups version 1, then 2."""
    return number(stats.get("total_inactive_file", stats.get("inactive_file")))


def _moved(blocks: list[dict[str, Any]], kind: str) -> int:
    return sum(number(each.get("value")) for each in blocks if text(each.get("op"), 10).lower() == kind)
