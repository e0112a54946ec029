"""The bank: every question that is shipped, loaded once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from content.faults import ContentError, Fault
from content.parse import parse_question
from content.questions import Kind, Option, Question
from content.records import published
from content.topics import TOPICS, Topic

__all__ = ["Bank", "ContentError", "Kind", "Option", "Question", "load_bank"]

FOLDER = Path(__file__).parent / "questions"


class Bank:
    """Questions by id. An id is never used again: a retired question keeps its file and can still be looked up.

    `questions` are the live ones; of those that one template made it has the first, which stands for the others.
    """

    def __init__(self, entries: Iterable[Question]) -> None:
        self.entries = tuple(entries)
        self._by_id = {entry.id: entry for entry in self.entries}
        self._varieties: dict[str, list[Question]] = {}
        for entry in self.entries:
            if entry.status == "live":
                self._varieties.setdefault(entry.family, []).append(entry)
        self.questions = tuple(varieties[0] for varieties in self._varieties.values())

    def with_own(self, live: Sequence[Question], retired: Sequence[Question] = ()) -> Bank:
        """Returns the bank with a group's own questions before the others."""
        if not live and not retired:
            return self
        return Bank((*live, *(replace(each, status="retired") for each in retired), *self.entries))

    def varieties(self, question: Question) -> Sequence[Question]:
        """Returns all that a template made of other numbers and names; of any other question, itself."""
        return self._varieties[question.family]

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics that have questions, in the order of teaching."""
        asked = {question.topic for question in self.questions}
        return tuple(topic for name, topic in TOPICS.items() if name in asked)

    def get(self, question_id: str) -> Question:
        """Returns a question that is known to exist; raises KeyError."""
        return self._by_id[question_id]

    def __contains__(self, question_id: object) -> bool:
        return question_id in self._by_id

    def __len__(self) -> int:
        return len(self.questions)


def load_bank(folder: Path | None = None) -> Bank:
    """Loads every question below a folder, by default those shipped, with what templates make; raises ContentError
    with all faults."""
    entries: list[Question] = []
    faults: list[Fault] = []
    for path in sorted((folder or FOLDER).glob("*/*.md")):
        try:
            entries.append(_read(path))
        except ContentError as error:
            faults.extend(error.faults)
    faults.extend(_doubles(entries))
    if faults:
        raise ContentError(tuple(faults))
    return Bank(entries if folder else (*entries, *published()))


def _read(path: Path) -> Question:
    file = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ContentError((Fault(file, 1, "the file is not UTF-8 text: save it as UTF-8"),)) from None
    return parse_question(text, id=path.stem, topic=path.parent.name, file=file)


def _doubles(entries: list[Question]) -> Iterator[Fault]:
    first: dict[str, Question] = {}
    for each in entries:
        if first.setdefault(each.id, each) is not each:
            yield Fault(each.file, 1, f"the id is taken by {first[each.id].file}: rename this file")
