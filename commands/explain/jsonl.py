"""Answers explanations line by line: one JSON object in, one out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from time import perf_counter_ns

from commands.explain.commandline import explain
from commands.explain.schema import to_json


def answer_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yields the answer to each line; one that can't be read gets an object with `error`."""
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line), ensure_ascii=False)


def _answer(line: str) -> dict[str, object]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        asked = None
    if not isinstance(asked, dict) or not isinstance(asked.get("command"), str):
        return {"error": 'Send one JSON object a line, such as {"id": "1", "command": "docker ps"}.'}
    begun = perf_counter_ns()
    explanation = explain(asked["command"])
    return to_json(explanation, asked.get("id"), elapsed_us=(perf_counter_ns() - begun) // 1000)
