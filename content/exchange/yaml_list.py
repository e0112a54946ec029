"""Questions as a list in YAML, each entry with the names that `content/exchange/record.py` has: see EXAMPLE.

A value is a text, or a list of texts for a line each. The file is read event by event and nothing is built of it: a
tag makes no object, an alias is not followed, and nothing is read on that nests deeper than anybody means, since the
time for that grows with the square of the depth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)
from yaml.reader import Reader

from content.exchange.draft import Defaults, Draft, one_line
from content.exchange.record import NAMES, draft_of, texts_of
from content.faults import ContentError, Fault, Faults
from content.questions import Question
from content.sections import LOADER

_DEEPEST = 10
"""Levels of lists in lists that are passed over to read on behind them."""

EXAMPLE = """\
- question: Which command lists the containers that run?
  topic: container-lifecycle
  difficulty: 1
  options: |
    * docker ps
    > Right: ps lists what runs.
    docker images
    > That lists images, not containers.
    docker top
    > That looks into one container.
  explanation: |
    Like the program of that name, docker ps lists what
    runs: here containers, with their names, images and
    ports. With -a it lists those that ended as well.
  source: https://docs.docker.com/reference/cli/docker/container/ls/
"""
"""A file that is taken as it stands."""

_NO_LIST = "write a list here, each question beginning with “- question: …”"
_AS_BLOCK = "YAML can't be read on from here: write the text below “|”, its lines two blanks further in than the name"
_TOO_DEEP = "this nests too deep, and is not read on from here: write a text for each name"


class _TooDeep(Exception):
    """Whatever follows is not read."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


def read_yaml(text: str, file: str, defaults: Defaults) -> Iterator[Draft]:
    """Yields a draft an entry, up to where the text is no YAML any more."""
    if odd := Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        yield _fault(file, line, f"YAML takes no sign U+{ord(odd[0]):04X}: take it out")
        return
    events = yaml.parse(text, Loader=LOADER)
    try:
        for event in events:
            if isinstance(event, SequenceStartEvent):
                yield from _entries(events, file, defaults)
            elif isinstance(event, NodeEvent):
                _pass_over(events, event)
                yield _fault(file, _line(event), _NO_LIST)
    except yaml.MarkedYAMLError as error:
        yield _fault(file, _line_of(error), _AS_BLOCK)
    except _TooDeep as fault:
        yield _fault(file, fault.line, _TOO_DEEP)


def _fault(file: str, line: int, told: str) -> Draft:
    return Draft(line, None, (Fault(file, line, told),))


def _line(event: Event) -> int:
    assert event.start_mark is not None
    return event.start_mark.line + 1


def _line_of(error: yaml.MarkedYAMLError) -> int:
    """Returns where to mend: of a quotation mark that nothing closes the place where it opens."""
    open_quote = error.context_mark if error.context == "while scanning a quoted scalar" else None
    mark = open_quote or error.problem_mark
    return mark.line + 1 if mark else 1


def _entries(events: Iterator[Event], file: str, defaults: Defaults) -> Iterator[Draft]:
    for event in _items(events):
        faults = Faults(file)
        texts = _texts(events, event, faults)
        try:
            faults.raise_any()
        except ContentError as error:
            yield Draft(_line(event), None, error.faults)
        else:
            yield draft_of(texts, file, _line(event), defaults)


def _items(events: Iterator[Event]) -> Iterator[Event]:
    """Yields how each item of a collection begins; whoever takes one reads on to its end."""
    for event in events:
        if isinstance(event, CollectionEndEvent):
            return
        yield event


def _texts(events: Iterator[Event], event: Event, faults: Faults) -> dict[str, str]:
    """Returns the texts of an entry by their names."""
    texts: dict[str, str] = {}
    if not isinstance(event, MappingStartEvent):
        faults.add(_line(event), _NO_LIST)
        _pass_over(events, event)
        return texts
    _require_plain(event, faults)
    for key in _items(events):
        name, value = _text(events, key, faults), _value(events, next(events), faults)
        if name in texts:
            faults.add(_line(key), f"“{name}” stands in this question twice: keep one")
        elif name not in NAMES:
            faults.add(_line(key), f"“{one_line(name)[:40]}” is no name here: use {', '.join(NAMES)}")
        texts[name] = value
    return texts


def _value(events: Iterator[Event], event: Event, faults: Faults) -> str:
    if not isinstance(event, SequenceStartEvent):
        return _text(events, event, faults)
    _require_plain(event, faults)
    return "\n".join([_text(events, each, faults) for each in _items(events)])


def _text(events: Iterator[Event], event: Event, faults: Faults) -> str:
    _require_plain(event, faults)
    if isinstance(event, CollectionStartEvent):
        faults.add(_line(event), "write a text here, or a list of texts for a line each")
        _pass_over(events, event)
    return event.value if isinstance(event, ScalarEvent) else ""


def _require_plain(event: Event, faults: Faults) -> None:
    """Faults what YAML would take for more than a text."""
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
        faults.add(_line(event), "* & and ! mean more than themselves here: put the text in quotes, or below “|”")


def _pass_over(events: Iterator[Event], event: Event) -> None:
    """Reads on to the end of what begins here."""
    depth, begun = int(isinstance(event, CollectionStartEvent)), _line(event)
    while depth:
        event = next(events)
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > _DEEPEST:
            raise _TooDeep(begun)


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as such, below `|`."""


def _represent(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent)


def write_yaml(questions: Iterable[Question]) -> str:
    """Returns the list of questions that a sheet can hold."""
    entries = [texts_of(each) for each in questions]
    return yaml.dump(entries, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
