"""All labs that are shipped, loaded once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from content.faults import ContentError, Fault
from content.lab_form import parse_lab
from content.labs import Lab
from content.topics import TOPICS, Topic

FOLDER = Path(__file__).parent / "labs"


class Labs:
    """Labs by name, in the order of teaching: by topic, then the easier ones first."""

    def __init__(self, labs: Iterable[Lab]) -> None:
        order = list(TOPICS)
        self.labs = tuple(sorted(labs, key=lambda lab: (order.index(lab.topic), lab.difficulty, lab.name)))
        self._by_name = {lab.name: lab for lab in self.labs}

    def get(self, name: str) -> Lab:
        """Returns a lab that is known to exist; raises KeyError."""
        return self._by_name[name]

    def after(self, lab: Lab) -> Lab | None:
        """Returns the lab that comes next; None behind the last one."""
        return next(iter(self.labs[self.labs.index(lab) + 1 :]), None)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def by_topic(self) -> list[tuple[Topic, list[Lab]]]:
        """Returns the topics that have labs, with these."""
        found = [(topic, [lab for lab in self.labs if lab.topic == name]) for name, topic in TOPICS.items()]
        return [(topic, labs) for topic, labs in found if labs]


@cache
def load_labs(folder: Path = FOLDER) -> Labs:
    """Loads every lab of a folder, by default those shipped; raises ContentError with all faults."""
    labs: list[Lab] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.md")):
        try:
            labs.append(parse_lab(_text(path), path.stem))
        except ContentError as error:
            faults.extend(error.faults)
    if faults:
        raise ContentError(tuple(faults))
    return Labs(labs)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ContentError((Fault(f"labs/{path.name}", 1, "the file is not UTF-8 text: save it as UTF-8"),)) from None
