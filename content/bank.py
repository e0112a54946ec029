"""The bank: every question that is shipped, loaded once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from content.parse import ContentError, Fault, parse_question
from content.questions import Kind, Option, Question

__all__ = ["Bank", "ContentError", "Kind", "Option", "Question", "load_bank"]

FOLDER = Path(__file__).parent / "questions"


class Bank:
    """Questions by id; ids are unique and are never used again."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self.questions = tuple(questions)
        self._by_id = {question.id: question for question in self.questions}

    def get(self, question_id: str) -> Question:
        """Returns a question that is known to exist; raises KeyError."""
        return self._by_id[question_id]

    def __contains__(self, question_id: object) -> bool:
        return question_id in self._by_id

    def __len__(self) -> int:
        return len(self.questions)


def load_bank(folder: Path | None = None) -> Bank:
    """Loads every question below a folder, by default those shipped; raises ContentError with all faults."""
    questions: list[Question] = []
    faults: list[Fault] = []
    for path in sorted((folder or FOLDER).glob("*/*.md")):
        file = f"{path.parent.name}/{path.name}"
        try:
            text = path.read_text(encoding="utf-8")
            question = parse_question(text, id=path.stem, topic=path.parent.name, file=file)
        except UnicodeDecodeError:
            faults.append(Fault(file, 1, "the file is not UTF-8 text: save it as UTF-8"))
        except ContentError as error:
            faults.extend(error.faults)
        else:
            questions.append(question)
    faults.extend(_doubles(questions))
    if faults:
        raise ContentError(tuple(faults))
    return Bank(questions)


def _doubles(questions: list[Question]) -> list[Fault]:
    first: dict[str, Question] = {}
    return [
        Fault(f"{each.topic}/{each.id}.md", 1, f"the id is taken by {first[each.id].topic}/: rename this file")
        for each in questions
        if first.setdefault(each.id, each) is not each
    ]
