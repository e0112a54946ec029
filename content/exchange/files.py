"""Reads a file of questions in whichever form its name tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from content.exchange.draft import UNNAMED, Defaults, Draft, read_own, settled
from content.exchange.gift import read_gift
from content.exchange.table import read_table
from content.exchange.yaml_list import read_yaml
from content.faults import ContentError, Fault

_HEAD = re.compile(r"^---\n(?:[a-z]+:[^\n]*\n)+---$", re.MULTILINE)
_TOPIC = re.compile(r"^topic: *(\S+) *$", re.MULTILINE)


def read_markdown(text: str, file: str, defaults: Defaults) -> Iterator[Draft]:
    """Yields a draft for each head between dashes; `topic:` in a head says what in the bank the folder does."""
    text = text.replace("\r\n", "\n")
    begins = [found.start() for found in _HEAD.finditer(text)] or [0]
    for start, end in zip(begins, [*begins[1:], len(text)], strict=True):
        yield _draft(text[start:end].rstrip() + "\n", file, text.count("\n", 0, start), defaults)


def _draft(text: str, file: str, above: int, defaults: Defaults) -> Draft:
    head = _HEAD.match(text)
    topic = _TOPIC.search(text, 0, head.end()) if head else None
    try:
        read = read_own(text, id=UNNAMED, topic=topic[1] if topic else defaults.topic, file=file)
    except ContentError as error:
        return Draft(above + 1, None, tuple(replace(fault, line=fault.line + above) for fault in error.faults))
    given = bool(head and re.search("^difficulty:", head[0], re.MULTILINE))
    unchecked = replace(read, verified="none", difficulty=read.difficulty if given else defaults.difficulty)
    return settled(file, above + 1, unchecked)


_Reader = Callable[[str, str, Defaults], Iterator[Draft]]
_READERS: dict[str, _Reader] = {
    "md": read_markdown,
    "markdown": read_markdown,
    "gift": read_gift,
    "txt": read_gift,
    "csv": read_table,
    "yaml": read_yaml,
    "yml": read_yaml,
}


def read_questions(name: str, text: str, defaults: Defaults) -> Iterator[Draft]:
    """Yields what stands in a file called `name`; raises ContentError for a name that tells no form."""
    reader = _READERS.get(name.rpartition(".")[2].lower())
    if reader is None:
        told = "The name of the file tells no form: call it .yaml, .gift, .csv or .md (the bank's own form)"
        raise ContentError((Fault(name, 1, told),))
    return reader(text, name, defaults)
