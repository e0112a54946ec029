"""The page that shows what questions, lessons, glossary and labs cover and where their gaps are: COVERAGE.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from content.bank import Bank
from content.facts import load_facts
from content.glossary import load_glossary
from content.guessing import guesses
from content.lab_bank import load_labs
from content.lessons import Lesson, load_lessons
from content.questions import Kind, Question
from content.records import engines
from content.stats import beside
from content.topics import TOPICS

FILE = Path(__file__).parent / "COVERAGE.md"

_FEWEST = 2
"""Questions that every objective and every fact should have."""

_KCNA: Mapping[str, tuple[str, ...]] = {
    "Kubernetes Fundamentals (44 %): Containerization": (
        "container-history",
        "containers-vs-vms",
        "namespaces-and-cgroups",
        "oci-and-runtimes",
        "images-and-containers",
        "image-layers",
        "tags-and-digests",
        "running-containers",
    ),
    "Kubernetes Fundamentals (44 %): Administration": ("cleanup",),
    "Container Orchestration (28 %): Networking": ("ports-and-networks",),
    "Container Orchestration (28 %): Security": ("small-secure-images",),
    "Container Orchestration (28 %): Troubleshooting": ("container-lifecycle",),
    "Container Orchestration (28 %): Storage": ("volumes-and-mounts",),
    "Cloud Native Application Delivery (16 %): Application Delivery": ("building-images",),
}
"""Which topics lead up to which competency of the KCNA curriculum of 24 November 2025 (github.com/cncf/curriculum)."""


def coverage(bank: Bank) -> str:
    """Returns the page, in Markdown."""
    sections = (_summary(bank), _topics(bank), _kinds(bank), _objectives(bank), _facts(bank), _slips(bank))
    return (
        "\n\n".join(("# Coverage", *sections, _pages(), _labs(), _competencies(bank), _guessing(bank), _engines()))
        + "\n"
    )


def _summary(bank: Bank) -> str:
    asked = bank.questions
    made = [each for each in bank.entries if "@" in each.id]
    thinking = sum(each.bloom in {"apply", "analyse"} for each in asked)
    return (
        "Made by `shipmate content stats --write`; a test holds it up to date. A template counts once, however many "
        "questions it makes.\n\n"
        f"- {len(asked)} questions, {len({each.family for each in made})} of them templates with {len(made)} drawn "
        "and confirmed questions\n"
        f"- {_part(_checked(asked), len(asked))} checked on an engine\n"
        f"- {_part(thinking, len(asked))} at the levels apply and analyse (at least 40 % wanted)\n"
        f"- beside them {', '.join(f'{count} {name}' for name, count in beside().items())}"
    )


def _topics(bank: Bank) -> str:
    rows = []
    for topic in TOPICS.values():
        asked = _of(bank, topic.name)
        by_difficulty = Counter(each.difficulty for each in asked)
        rows.append(
            (
                topic.name,
                len(asked),
                f"{_percent(len(asked), len(bank))} of {topic.share} %",
                _part(_checked(asked), len(asked)),
                *(by_difficulty[level] for level in range(1, 6)),
            )
        )
    header = ("topic", "questions", "share, wanted", "on an engine", *(f"difficulty {level}" for level in range(1, 6)))
    return f"## Topics\n{_table(header, rows)}"


def _kinds(bank: Bank) -> str:
    rows = []
    for name in TOPICS:
        counts = Counter(each.kind for each in _of(bank, name))
        rows.append((name, *(counts[kind] for kind in Kind)))
    return f"## Kinds\n{_table(('topic', *Kind), rows)}"


def _objectives(bank: Bank) -> str:
    counts = Counter(each.objective for each in bank.questions)
    rows = [
        (name, text, f"{counts[name]}{_gap(counts[name])}")
        for topic in TOPICS.values()
        for name, text in topic.objectives.items()
    ]
    return f"## Objectives\nEvery one wants {_FEWEST} questions or more.\n\n{_table(('objective', 'able to', 'questions'), rows)}"


def _facts(bank: Bank) -> str:
    counts = Counter(fact for each in bank.questions for fact in set(each.facts))
    rows = []
    for topic in TOPICS:
        numbers = [fact.number for fact in load_facts().values() if fact.topic == topic]
        twice = sum(counts[number] >= _FEWEST for number in numbers)
        once = ", ".join(number for number in numbers if counts[number] == 1)
        never = ", ".join(number for number in numbers if not counts[number])
        rows.append((topic, f"{twice} of {len(numbers)}", once, never))
    return f"## Facts\n{_table(('topic', 'asked twice or more', 'once', 'never'), rows)}"


def _slips(bank: Bank) -> str:
    rows = []
    for topic in TOPICS:
        counts = Counter(name for each in _of(bank, topic) for name in set(_misconceptions(each)))
        rows.append((topic, len(counts), ", ".join(f"`{name}` {count}" for name, count in sorted(counts.items()))))
    return f"## Misconceptions\nTake a name from here where it fits.\n\n{_table(('topic', 'number', 'names and questions'), rows)}"


def _misconceptions(question: Question) -> Iterator[str]:
    yield from (option.misconception for option in question.options if option.misconception)
    yield from (match.misconception for match in (*question.accept, *question.reject) if match.misconception)


def _pages() -> str:
    terms = Counter(term.topic for term in load_glossary().terms)
    rows = [(topic, *_lesson_row(lesson), _told(topic), terms[topic]) for topic, lesson in load_lessons().items()]
    header = ("topic", "cards", "pictures", "lines to try", "facts told", "terms")
    return f"## Lessons and glossary\n{len(load_glossary().terms)} terms.\n\n{_table(header, rows)}"


def _labs() -> str:
    labs = load_labs().labs
    practised = {objective for lab in labs for objective in lab.objectives}
    rows = []
    for topic in TOPICS.values():
        its = [f"{lab.name} ({lab.difficulty})" for lab in labs if lab.topic == topic.name]
        missing = [objective for objective in topic.objectives if objective not in practised]
        rows.append((topic.name, len(its), ", ".join(its), ", ".join(missing)))
    return f"## Labs\n{_table(('topic', 'labs', 'names and difficulties', 'objectives without'), rows)}"


def _lesson_row(lesson: Lesson) -> tuple[int, int, int]:
    pictures = sum(card.diagram is not None for card in lesson.cards)
    return len(lesson.cards), pictures, sum(bool(card.to_try) for card in lesson.cards)


def _told(topic: str) -> str:
    told = {fact for lesson in load_lessons().values() for card in lesson.cards for fact in card.facts}
    facts = [fact.number for fact in load_facts().values() if fact.topic == topic]
    return f"{sum(number in told for number in facts)} of {len(facts)}"


def _competencies(bank: Bank) -> str:
    rows = [(name, ", ".join(topics), sum(len(_of(bank, topic)) for topic in topics)) for name, topics in _KCNA.items()]
    return f"## KCNA competencies\nCurriculum of 24 November 2025.\n\n{_table(('competency', 'topics', 'questions'), rows)}"


def _guessing(bank: Bank) -> str:
    asked = [each for each in bank.questions if each.kind is Kind.SINGLE]
    played = guesses(asked) if asked else ()
    rows = [(each.strategy, f"{each.score:.1%}", f"{each.chance:.1%}", f"{each.limit:.1%}") for each in played]
    return f"## What guessing scores\n{_table(('taking', 'scores', 'chance', 'limit'), rows)}"


def _engines() -> str:
    rows = [(each.version, each.store, each.checked) for each in engines()]
    return f"## Engines that confirmed the templates\n{_table(('docker', 'image store', 'date'), rows)}"


def _of(bank: Bank, topic: str) -> list[Question]:
    return [each for each in bank.questions if each.topic == topic]


def _checked(asked: Iterable[Question]) -> int:
    return sum(each.verified == "engine" for each in asked)


def _part(count: int, total: int) -> str:
    return f"{count} ({_percent(count, total)})"


def _percent(count: int, total: int) -> str:
    return f"{count / total:.0%}" if total else "0%"


def _gap(count: int) -> str:
    return "" if count >= _FEWEST else " **gap**"


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
