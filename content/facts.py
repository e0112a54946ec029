"""The facts that the bank teaches, by number, as `facts.md` lists them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "facts.md"

_TOPIC = re.compile(r"## (?P<topic>[a-z-]+)")
_ROW = re.compile(r"\| (?P<number>F\d{3}) \| (?P<truth>.+?) \| (?P<belief>.*?) ?\|")


@dataclass(frozen=True, slots=True)
class Fact:
    """`belief` is the sentence that many take for true instead, empty where there is none; `line` is in facts.md."""

    number: str
    topic: str
    truth: str
    belief: str
    line: int


@cache
def load_facts() -> Mapping[str, Fact]:
    """Returns the facts by their numbers, in the order of the file."""
    facts: dict[str, Fact] = {}
    topic = ""
    for line, text in enumerate(FILE.read_text(encoding="utf-8").splitlines(), 1):
        if heading := _TOPIC.fullmatch(text):
            topic = heading["topic"]
        elif row := _ROW.fullmatch(text):
            facts[row["number"]] = Fact(row["number"], topic, row["truth"], row["belief"], line)
    return facts
