"""How the bank covers topics, kinds, levels and difficulties, and how much else there is to learn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from content.bank import Bank
from content.glossary import load_glossary
from content.lab_bank import load_labs
from content.lessons import load_lessons
from content.topics import TOPICS


@dataclass(frozen=True, slots=True)
class Stats:
    """Numbers of live questions; every mapping adds up to `total`, and topics without any stand at 0.

    `beside` counts what is no question.
    """

    total: int
    topics: Mapping[str, int]
    kinds: Mapping[str, int]
    difficulties: Mapping[str, int]
    levels: Mapping[str, int]
    verified: Mapping[str, int]
    beside: Mapping[str, int]

    def __str__(self) -> str:
        return "\n".join(
            [
                f"{self.total} questions",
                "",
                *(_topic_line(name, count, self.total) for name, count in self.topics.items()),
                "",
                f"kinds       {_counts(self.kinds)}",
                f"difficulty  {_counts(self.difficulties)}",
                f"levels      {_counts(self.levels)}",
                f"checked by  {_counts(self.verified)}",
                f"beside      {_counts(self.beside)}",
            ]
        )


def stats(bank: Bank) -> Stats:
    """Counts the live questions of the bank."""
    asked = bank.questions
    topics = Counter(question.topic for question in asked)
    return Stats(
        total=len(asked),
        topics={name: topics[name] for name in TOPICS},
        kinds=_counted(question.kind for question in asked),
        difficulties=_counted(str(question.difficulty) for question in asked),
        levels=_counted(question.bloom for question in asked),
        verified=_counted(question.verified for question in asked),
        beside=beside(),
    )


def beside() -> dict[str, int]:
    """Counts what is shipped beside the questions."""
    lessons = load_lessons().values()
    cards = sum(len(lesson.cards) for lesson in lessons)
    return {
        "lessons": len(lessons),
        "cards": cards,
        "terms": len(load_glossary().terms),
        "labs": len(load_labs().labs),
    }


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(map(str, values)).items()))


def _topic_line(name: str, count: int, total: int) -> str:
    share = count / total if total else 0
    return f"{name:<24}{count:>4}{share:>6.0%}  of {TOPICS[name].share} % wanted"


def _counts(counts: Mapping[str, int]) -> str:
    return " · ".join(f"{name} {count}" for name, count in counts.items())
