"""An explanation in the outward JSON form."""

from __future__ import annotations

from typing import Any

from commands.explain.model import Explanation


def to_json(explanation: Explanation, id: str | None = None, *, elapsed_us: int | None = None) -> dict[str, Any]:  # noqa: A002
    """Returns the explanation with the keys of the outward schema; spans are lists of two."""
    answer: dict[str, Any] = {} if id is None else {"id": id}
    answer |= {"command": explanation.command, "lines": _plain(explanation.lines)}
    return answer if elapsed_us is None else answer | {"elapsed_us": elapsed_us}


def _plain(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple | list) else value
