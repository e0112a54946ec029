"""A message being filled under Slack's limits: docs.slack.dev, reference/block-kit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

BLOCKS = 50
HEADER = 150
BUTTONS = 25
BUTTON_TEXT = 75
BUTTON_VALUE = 2000
ALT = 2000

TOTAL = 12_000
"""Characters of all blocks as JSON: past about 13,000 Slack answers `msg_blocks_too_long`."""

_LAST_LINE = 250

Block = dict[str, Any]
Element = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that goes with a message. `alt` stands for a picture."""

    name: str
    data: bytes
    alt: str = ""


@dataclass(slots=True)
class Room:
    """What a message still has room for, less one line to say that it was cut."""

    characters: int = TOTAL - _LAST_LINE
    blocks: int = BLOCKS - 1

    def takes(self, block: Block) -> bool:
        """Says whether a block fits, and keeps its place."""
        if size(block) > self.characters or not self.blocks:
            return False
        self.characters -= size(block)
        self.blocks -= 1
        return True


def size(value: Any) -> int:
    """Returns the characters of a value as JSON."""
    return len(json.dumps(value, ensure_ascii=False))


def beginning(lines: list[str], room: int) -> Iterator[str]:
    """Yields the first lines that fit together into so many characters of JSON."""
    for line in lines:
        room -= size(line)
        if room < 0:
            return
        yield line


def file_name(name: str) -> str:
    """Returns a name that leads into no folder and hides nothing."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", name).lstrip("._")[-80:] or "file"
